import { fieldsOf, type Resource } from '@keelson/kernel';
import { same, type Recorded } from './ledger.js';
import type { Trial, Trials } from './trial.js';
import type { View } from './variation.js';
import type { Written } from './written.js';

/** The declared event stands in the outbox once, with what its payload says. */
export function judgeEvent(trials: Trials, written: Written): void {
  const { trial, answer, kind, before, after } = written;
  const { operation, resource, inquiry, person } = trial;
  const events = written.events.filter(({ aggregateId }) => aggregateId === written.id);
  const expected = operation.meta?.emits?.type ?? `${resource.name}.${kind}`;
  const tell = (rule: string, message: string, mend: string) =>
    trials.found(
      trial,
      rule,
      `${operation.title} ${message}`,
      mend,
      inquiry,
      answer,
      JSON.stringify(events, null, 2),
    );
  const own = events.filter(({ type }) => type === expected);
  const [event] = own;
  if (!event)
    return tell(
      events.length === 0 ? 'event-missing' : 'event-wrong-type',
      events.length === 0
        ? `records no event, although it declares "${expected}".`
        : `records ${events.map(({ type }) => `"${type}"`).join(', ')}, although it declares "${expected}".`,
      'Write through the store, inside the operation: the store records the event together with the row. Set the event in `emits` on the @Action.',
    );
  if (own.length > 1)
    tell(
      'event-twice',
      `records "${expected}" ${own.length} times for one row.`,
      'Save the row only once per operation, and do not record events yourself.',
    );
  else trials.held(trial, 'event-twice');
  if (resource.tenancy === 'organization' && event.organizationId !== person.organizationId)
    tell(
      'event-wrong-organization',
      `records its event for the organization ${event.organizationId}, which is not the caller's.`,
      'Write inside the request context, which contains the organization.',
    );
  else trials.held(trial, 'event-missing');
  const wrong = wrongPayload(trial, resource, event, { ...before, ...after });
  if (wrong)
    tell(
      'event-wrong-payload',
      `records an event that ${wrong}.`,
      'Define the payload as a class whose fields are read from the row. Use only fields of the row that everyone may read.',
    );
  else trials.held(trial, 'event-wrong-payload');
}

function wrongPayload(
  { operation }: Trial,
  resource: Resource,
  { payload, version }: Recorded,
  view: View,
): string | null {
  const emits = operation.meta?.emits;
  const shown = new Map(resource.viewFields.map((field) => [field.name, field]));
  for (const { name, classification } of resource.fields)
    if (classification === 'secret' || (classification === 'personal' && !emits))
      if (name in payload) return `contains the ${classification} field "${name}"`;
  if (!emits) return null;
  if (version !== emits.version) return `has version ${version} instead of the declared ${emits.version}`;
  for (const { name, kind } of fieldsOf(emits.payload)) {
    if (!(name in payload)) return `does not contain "${name}"`;
    const field = shown.get(name);
    if (field && kind !== 'list' && !same(payload[name] ?? null, view[name] ?? null))
      return `has ${JSON.stringify(payload[name])} for "${name}", although the row has ${JSON.stringify(view[name])}`;
  }
  return null;
}

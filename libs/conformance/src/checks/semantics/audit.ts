import type { Resource } from '@keelson/kernel';
import { same, type Entry } from './ledger.js';
import type { Trials } from './trial.js';
import type { View } from './variation.js';
import type { Written } from './written.js';

/** The audit entry says who did what, and what the row was and is. */
export function judgeEntry(trials: Trials, written: Written): void {
  const { trial, answer, kind, before, after } = written;
  const { operation, resource, person, inquiry } = trial;
  const entries = written.entries.filter(({ subjectId }) => subjectId === written.id);
  const tell = (rule: string, message: string, mend: string) =>
    trials.found(
      trial,
      rule,
      `${operation.title} ${message}`,
      mend,
      inquiry,
      answer,
      JSON.stringify(entries, null, 2),
    );
  const entry = fullest(entries.filter((one) => one.kind === kind)) ?? entries[0];
  if (!entry)
    return tell(
      'audit-missing',
      'changes a row without writing an audit entry.',
      "Write through the entity's store, inside the operation: the store records every change.",
    );
  const wrong =
    entry.kind !== kind
      ? `has the kind "${entry.kind}" instead of "${kind}"`
      : entry.action !== operation.meta?.name
        ? `has the action "${entry.action}" instead of "${operation.meta?.name}"`
        : null;
  if (wrong)
    tell(
      'audit-wrong-action',
      `writes an audit entry that ${wrong}.`,
      'Write the row in the operation itself, not in a system scope or a job.',
    );
  else trials.held(trial, 'audit-wrong-action');
  const isOwn = resource.tenancy !== 'organization' || entry.organizationId === person.organizationId;
  if (entry.actorId !== person.userId || !isOwn)
    tell(
      'audit-wrong-actor',
      `writes an audit entry for ${isOwn ? `the user ${entry.actorId}, who is not the caller` : `the organization ${entry.organizationId}, which is not the caller's`}.`,
      "Write the row in the request's context, which contains the caller and the organization.",
    );
  else trials.held(trial, 'audit-wrong-actor');
  const image = wrongImage(resource, entry, before, after);
  if (image)
    tell(
      'audit-wrong-image',
      `writes an audit entry that ${image}.`,
      'Change and save the row that the store returned. If you change a copy or use raw SQL, the audit entry cannot contain the previous values.',
    );
  else trials.held(trial, 'audit-wrong-image');
}

/** A change may be told to a second log as well, which need not have all of it; entries of one request come in any order. */
function fullest(entries: readonly Entry[]): Entry | undefined {
  const size = ({ changes }: Entry) => Object.keys(changes).length;
  return entries.toSorted((a, b) => size(b) - size(a))[0];
}

/** What the entry says of a field that everyone may read, against what the field was and is. */
function wrongImage(
  resource: Resource,
  { changes }: Entry,
  before: View | null,
  after: View | null,
): string | null {
  for (const { name, classification, kind } of resource.viewFields) {
    const change = changes[name];
    if (
      classification === 'personal' &&
      change &&
      [change.before, change.after].some((one) => one !== null && one !== '[personal]')
    )
      return `shows the personal field "${name}"`;
    if (classification || kind === 'json' || ['version', 'updatedAt'].includes(name)) continue;
    const [was, is] = [before?.[name] ?? null, after?.[name] ?? null];
    if (same(was, is)) continue;
    if (!change) return `omits "${name}", although it changed`;
    if (!equal(change.before, was) || !equal(change.after, is))
      return `has ${JSON.stringify(change)} for "${name}", which changed from ${JSON.stringify(was)} to ${JSON.stringify(is)}`;
  }
  return null;
}

/** Elements of lists may hold more inside than a view shows. */
function equal(told: unknown, shown: unknown): boolean {
  if (Array.isArray(told) && Array.isArray(shown)) return told.length === shown.length;
  return same(told ?? null, shown ?? null);
}

/** Rows of other tables that the request wrote on its way. */
export function judgeOthers(trials: Trials, { trial, answer, entries }: Written): void {
  const told = new Set(entries.map(({ subjectType }) => subjectType));
  const silent = [...trials.ledger.writtenBy(answer.statements)].filter((name) => !told.has(name));
  if (silent.length > 0)
    trials.found(
      trial,
      'audit-missing',
      `${trial.operation.title} writes rows of ${silent.join(' and ')} without writing audit entries.`,
      "Write through the entity's store, inside the operation: the store records every change.",
      trial.inquiry,
      answer,
    );
  else trials.held(trial, 'audit-missing');
}

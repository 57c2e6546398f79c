import { fieldsOf } from '@keelson/kernel';
import type { Operation } from '../judged.js';
import type { Answer, Inquiry, Person } from '../subject.js';
import { marksIn } from '../world/open-world.js';
import { StoredRows } from '../world/stored-rows.js';
import type { Asking } from '../checks/access/asking.js';
import { evidenceOf } from '../checks/contract/requests.js';
import { Ledger } from '../checks/semantics/ledger.js';
import { requestIdOf } from '../checks/semantics/trial.js';
import { otherValue } from '../checks/semantics/variation.js';
import { isStreamed } from '../checks/streamed.js';
import { isOfOrganizations, membersOf, rowWritten } from './exchange.js';

/** Requests under way at once: two of each person, so that each overlaps one of its own and one of the other's. */
const ofEach = 2;

interface Sent {
  readonly inquiry: Inquiry;
  readonly answer: Answer;
  /** Numbered words that no other request has. */
  readonly marks: ReadonlySet<string>;
}

/**
 * Writes of one kind are under way at once, of two organizations and of two members of one: nothing that one of them has
 * sent comes out of, or is recorded for, another. What each has sent itself is judged with every exchange.
 */
export async function judgeTogether(asking: Asking): Promise<void> {
  const { operations, world, registry } = asking.judged;
  const member = await world.member([...registry.grantablePermissions]);
  for (const operation of operations) {
    if (!operation.meta || !operation.input || !isOfOrganizations(operation.resource)) continue;
    if (operation.rule?.kind !== 'permission' || isStreamed(operation)) continue;
    // One operation after the other: its own requests are what shall overlap.
    await judgePair(asking, operation, [world.owner, world.stranger]);
    await judgePair(asking, operation, [world.owner, member]);
  }
}

async function judgePair(
  asking: Asking,
  operation: Operation,
  people: readonly [Person, Person],
): Promise<void> {
  const all = Array.from({ length: ofEach }, () => people).flat();
  const sent =
    (await sendAtOnce(asking, operation, all, true)) ?? (await sendAtOnce(asking, operation, all, false));
  for (const one of sent ?? []) {
    const others = (sent ?? []).filter((other) => other !== one);
    const mixed = await mixedInto(asking, operation, one, others);
    if (mixed === null) asking.held('mixed-write', operation);
    else
      asking.found('mixed-write', operation, {
        message: `${operation.title} ${mixed} a value from a concurrent request.`,
        mend: 'Keep request data in local variables and pass it as arguments: all requests share the properties of providers, controllers and modules.',
        evidence: evidenceOf(
          one.inquiry,
          one.answer,
          ...others.map(({ inquiry }) => `Concurrent request: ${JSON.stringify(inquiry.body)}`),
        ),
      });
  }
}

/** @returns null where one of them is refused, as a value that was varied may be */
async function sendAtOnce(
  asking: Asking,
  operation: Operation,
  people: readonly Person[],
  isVaried: boolean,
): Promise<Sent[] | null> {
  const inquiries: Inquiry[] = [];
  for (const [at, person] of people.entries()) {
    const inquiry = await prepared(asking, operation, person, isVaried ? at : 0);
    if (!inquiry) return null;
    inquiries.push(inquiry);
  }
  const answers = await Promise.all(inquiries.map((inquiry) => asking.send(inquiry)));
  if (isVaried && answers.some(({ status }) => status >= 300)) return null;
  return inquiries.flatMap((inquiry, at) => {
    const answer = answers[at] as Answer;
    const marks = new Set(marksIn(JSON.stringify(inquiry.body)));
    return answer.status < 300 ? [{ inquiry, answer, marks }] : [];
  });
}

async function prepared(
  asking: Asking,
  operation: Operation,
  person: Person,
  step: number,
): Promise<Inquiry | null> {
  const { world } = asking.judged;
  const { resource, input } = operation;
  const needsRow = operation.path.includes('{id}');
  const id = resource && needsRow ? await world.newRow(person, resource, asking.stateFor(operation)) : null;
  if (needsRow && id === null) return null;
  const body = await world.bodyFor(operation, person, id ?? undefined);
  const { url, headers } = await asking.address(operation, person, id);
  if (!body || !input) return null;
  for (const field of step > 0 ? fieldsOf(input) : []) {
    const present = body[field.name] ?? null;
    const isVariable = ['integer', 'amount', 'instant'].includes(field.kind) && !field.unique;
    if (present !== null && isVariable) body[field.name] = otherValue(field, present, step) ?? present;
  }
  return { method: operation.method, url, person, body, ...(headers && { headers }) };
}

/** What becomes of another's value; null where it comes out nowhere. */
async function mixedInto(
  asking: Asking,
  operation: Operation,
  { inquiry, answer, marks }: Sent,
  others: readonly Sent[],
): Promise<string | null> {
  const foreign = new Set(others.flatMap((one) => [...one.marks].filter((mark) => !marks.has(mark))));
  const isIn = (value: unknown) => marksIn(JSON.stringify(value) ?? '').some((mark) => foreign.has(mark));
  if (isIn(membersOf(answer.json) ?? answer.text)) return 'returns';
  const id = rowWritten(operation, inquiry, answer);
  const { resource } = operation;
  if (id !== null && resource && inquiry.person) {
    const row = await new StoredRows(asking.judged.subject).read(inquiry.person, resource.entity, id);
    if (isIn(row)) return 'stores';
  }
  const ledger = new Ledger(asking.judged);
  if (isIn(await ledger.events(requestIdOf(answer)))) return 'emits an event with';
  return isIn(await ledger.entries(requestIdOf(answer))) ? 'records' : null;
}

import type { ConcreteType, Resource } from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry, Person } from '../../subject.js';
import { combinationsOf } from '../../world/combinations.js';
import { markOf, marksIn } from '../../world/open-world.js';
import { resourceOf } from '../contract/requests.js';
import { shown, type Asking } from './asking.js';
import { Onlooker } from './onlooker.js';
import { resourcesRead } from './ways.js';

/**
 * What one may read is not remembered for others who may not: in an organization where nobody has asked yet, the owner asks
 * a controller of one's own first, then someone whose row rule hides rows, then another organization.
 */
export async function judgeRemembered(asking: Asking): Promise<void> {
  const { operations, subject, world } = asking.judged;
  const plain = operations.filter(
    ({ method, path, route, resource, rule }) =>
      method === 'GET' && route && !resource && rule?.kind === 'permission' && !path.includes('{id}'),
  );
  if (plain.length === 0) return;
  const host = await subject.openOrganization();
  const made = new Set<Resource>();
  for (const operation of plain) {
    // The other organization's owner has no cached answer of the host's: this one tells which rows it is about.
    const known = await asking.send(await asking.reading(operation, world.owner));
    const own = resourceOf(asking.judged.registry, operation);
    const read = new Set([...resourcesRead(asking, known), ...(own ? [own] : [])]);
    for (const resource of read)
      if (!made.has(resource)) {
        made.add(resource);
        await makeVaried(asking, host, resource);
      }
  }
  for (const operation of plain) await judgeOne(asking, operation, host, [...made]);
}

/** Somebody was answered what is not theirs to read. */
interface Leak {
  readonly to: Person;
  readonly isElsewhere: boolean;
  readonly inquiry: Inquiry;
  readonly answer: Answer;
  /** What the owner got before. */
  readonly first: Answer;
}

type Order = 'owner-first' | 'owner-last';

async function judgeOne(
  asking: Asking,
  operation: Operation,
  host: Person,
  resources: readonly Resource[],
): Promise<void> {
  const leak = await leakIn(asking, operation, [host], resources, 'owner-first');
  if (!leak || !(await isConfirmed(asking, operation, host, resources)))
    return asking.held('remembered-for-others', operation);
  const { to, isElsewhere, inquiry, answer, first } = leak;
  asking.found('remembered-for-others', operation, {
    message: `${operation.title} returns to ${to.title} the response that it just returned to the owner${isElsewhere ? ' of another organization' : ', including a row that "visible" hides from this user'}.`,
    mend: 'Add the organization to the cache key, and the caller or every property that the row rule uses. Or do not cache the response.',
    evidence: shown(inquiry, answer, `Earlier response to the owner: ${first.status} ${first.text}`),
  });
}

/**
 * Where nobody has asked yet, it happens again, and it does not when the owner asks last: what leaks then was not remembered,
 * and is for the rules about rows to tell.
 */
async function isConfirmed(
  asking: Asking,
  operation: Operation,
  host: Person,
  resources: readonly Resource[],
): Promise<boolean> {
  for (const order of ['owner-last', 'owner-first'] as const) {
    const fresh = await asking.judged.subject.openOrganization();
    for (const resource of resources) await makeVaried(asking, fresh, resource);
    const hosts: [Person, ...Person[]] = order === 'owner-first' ? [fresh, host] : [fresh];
    const leak = await leakIn(asking, operation, hosts, resources, order);
    if ((leak === null) === (order === 'owner-first')) return false;
  }
  return true;
}

/** @param hosts the one that is asked about, then those of whom something may still be remembered */
async function leakIn(
  asking: Asking,
  operation: Operation,
  hosts: readonly [Person, ...Person[]],
  resources: readonly Resource[],
  order: Order,
): Promise<Leak | null> {
  const [host] = hosts;
  const onlooker = await Onlooker.of(asking, operation, host);
  if (!onlooker) return null;
  const { stranger } = asking.judged.world;
  const whole = await asking.reading(operation, host);
  const ask = (person: Person) => asking.send({ ...whole, person });
  const asked = [host, onlooker.person, stranger];
  const answers = new Map<Person, Answer>();
  for (const person of order === 'owner-first' ? asked : asked.toReversed())
    answers.set(person, await ask(person));
  const [first, answer, elsewhere] = asked.map((person) => answers.get(person)) as [Answer, Answer, Answer];
  const rows = await Promise.all(resources.map((resource) => onlooker.rows(resource)));
  const open = new Set(marksIn(JSON.stringify(rows.map((one) => one.shown))));
  const hidden = marksIn(JSON.stringify(rows.map((one) => one.hidden)));
  const secret = new Set(hidden.filter((mark) => !open.has(mark)));
  const leak = (to: Person, isElsewhere: boolean, shownTo: Answer): Leak => ({
    to,
    isElsewhere,
    inquiry: { ...whole, person: to },
    answer: shownTo,
    first,
  });
  if (answer.status < 400 && marksIn(answer.text).some((mark) => secret.has(mark)))
    return leak(onlooker.person, false, answer);
  const isHosts = hosts.some((one) => elsewhere.text.includes(markOf(one)));
  if (elsewhere.status < 400 && isHosts)
    return leak({ ...stranger, title: 'another organization’s owner' }, true, elsewhere);
  return null;
}

/** A row of each combination of what may be chosen, and one in each state. */
async function makeVaried(asking: Asking, host: Person, resource: Resource): Promise<void> {
  const input = resource.create as ConcreteType | null;
  if (!input) return;
  for (const chosen of combinationsOf(input)) {
    const body = { ...(await asking.judged.world.valuesFor(input, host, resource)), ...chosen };
    await asking.send({ method: 'POST', url: `/v1/${resource.path}`, person: host, body });
  }
  for (const state of resource.state?.states?.slice(1) ?? [])
    await asking.judged.world.newRow(host, resource, state);
}

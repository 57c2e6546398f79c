import type { ConcreteType, Resource } from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import type { Inquiry, Person } from '../../subject.js';
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

async function judgeOne(
  asking: Asking,
  operation: Operation,
  host: Person,
  resources: readonly Resource[],
): Promise<void> {
  const onlooker = await Onlooker.of(asking, operation, host);
  if (!onlooker) return;
  const whole = await asking.reading(operation, host);
  const inquiry = (person: Person): Inquiry => ({ ...whole, person });
  const first = await asking.send(inquiry(host));
  const answer = await asking.send(inquiry(onlooker.person));
  const elsewhere = await asking.send(inquiry(asking.judged.world.stranger));
  const rows = await Promise.all(resources.map((resource) => onlooker.rows(resource)));
  const open = new Set(marksIn(JSON.stringify(rows.map((one) => one.shown))));
  const secret = new Set(
    marksIn(JSON.stringify(rows.map((one) => one.hidden))).filter((mark) => !open.has(mark)),
  );
  const tell = (person: Person, shownTo: typeof answer) =>
    asking.found('remembered-for-others', operation, {
      message: `${operation.title} gives ${person.title} the response that it just returned to the owner${person === onlooker.person ? ', including a row that "visible" hides from this user' : ' of another organization'}.`,
      mend: 'Include in the cache key everything that decides who sees what: the organization, and the caller or the properties that the row rule uses. Or do not cache the response.',
      evidence: shown(
        inquiry(person),
        shownTo,
        `Earlier response to the owner: ${first.status} ${first.text}`,
      ),
    });
  if (answer.status < 400 && marksIn(answer.text).some((mark) => secret.has(mark)))
    tell(onlooker.person, answer);
  else if (elsewhere.status < 400 && elsewhere.text.includes(markOf(host)))
    tell({ ...asking.judged.world.stranger, title: 'another organization’s owner' }, elsewhere);
  else asking.held('remembered-for-others', operation);
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

import type { AbstractType, Resource } from '@keelson/kernel';
import type { Asking } from '../checks/access/asking.js';
import { withValue } from '../checks/access/foreign-references.js';
import { concurrently } from '../checks/concurrently.js';
import { evidenceOf } from '../checks/contract/requests.js';
import { isStreamed } from '../checks/streamed.js';
import type { Operation } from '../judged.js';
import type { Answer, Inquiry } from '../subject.js';
import { referencesOf } from '../world/field-values.js';
import { StoredRows } from '../world/stored-rows.js';

const mend =
  'Follow the reference up from the new parent for a bounded number of rows, and throw a declared error if you reach the row itself.';

/** Names of references of which one row is above the other; others, such as a partner, may well be mutual, or the row itself. */
const upward =
  /^(parent|above|superior|manager|supervisor|reportsTo|partOf|within|folder|replaces|supersedes|duplicateOf|dependsOn|blockedBy)/;

/** Names of references to people, who may well be at the top of themselves, such as an owner who has no manager. */
const maybeOneself = /^(superior|manager|supervisor|reportsTo)/;

/** A member of a body that refers to a row of the resource whose row is changed. */
interface Link {
  readonly operation: Operation;
  readonly resource: Resource;
  readonly name: string;
  readonly pointer: string;
}

/**
 * Where the name of a reference says that one row is above the other, no row comes to refer to itself by a request, nor two
 * to each other: code that follows the reference would not come to an end.
 */
export async function judgeOwnParent(asking: Asking): Promise<void> {
  await concurrently(linksIn(asking), async (link) => {
    if (await isKept(asking, link, 1)) await isKept(asking, link, 2);
  });
}

function linksIn({ judged: { operations, registry } }: Asking): Link[] {
  return operations.flatMap((operation) => {
    const { input, resource, rule, method, path } = operation;
    if (!input || resource?.tenancy !== 'organization' || rule?.kind !== 'permission') return [];
    if (method === 'GET' || !path.includes('{id}') || isStreamed(operation)) return [];
    return referencesOf(input).flatMap(({ field, pointer }) =>
      upward.test(field.name) && registry.resourceFor(field.target?.() as AbstractType) === resource
        ? [{ operation, resource, name: field.name, pointer }]
        : [],
    );
  });
}

/** Lets so many rows refer to each other in a circle. @returns whether that was not kept */
async function isKept(asking: Asking, link: Link, count: 1 | 2): Promise<boolean> {
  const { operation, resource, name } = link;
  if (count === 1 && maybeOneself.test(name)) return true;
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) {
    const id = await asking.rowFor(operation, asking.judged.world.owner);
    if (typeof id !== 'string') return false;
    ids.push(id);
  }
  let last: readonly [Inquiry, Answer] | null = null;
  for (const [at, id] of ids.entries()) {
    last = await refer(asking, link, id, ids[(at + 1) % count] as string);
    if (last[1].status >= 300) break;
  }
  if (!last || !(await isCircle(asking, link, ids))) {
    asking.held('own-parent', operation);
    return true;
  }
  asking.found('own-parent', operation, {
    message:
      count === 1
        ? `${operation.title} lets a ${resource.name} refer to itself (${name}).`
        : `${operation.title} lets two rows of ${resource.name} refer to each other (${name}).`,
    mend,
    evidence: evidenceOf(...last, `The ids of the rows are ${ids.join(' and ')}.`),
  });
  return false;
}

async function refer(
  asking: Asking,
  { operation, pointer }: Link,
  id: string,
  other: string,
): Promise<readonly [Inquiry, Answer]> {
  const { body, ...rest } = await asking.inquiry(operation, asking.judged.world.owner, { id });
  const inquiry = { ...rest, body: withValue(body as Record<string, unknown>, pointer, other) };
  return [inquiry, await asking.send(inquiry)];
}

/** What is stored counts: an operation may take a row's own id and have nothing to do then. */
async function isCircle(
  { judged: { subject, world } }: Asking,
  { resource, name }: Link,
  ids: readonly string[],
): Promise<boolean> {
  const rows = new StoredRows(subject);
  for (const [at, id] of ids.entries()) {
    const row = await rows.read(world.owner, resource.entity, id);
    const value = (row as unknown as Readonly<Record<string, unknown>> | undefined)?.[name];
    if (value !== ids[(at + 1) % ids.length]) return false;
  }
  return true;
}

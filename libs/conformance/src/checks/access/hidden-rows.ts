import type { Resource, Row } from '@keelson/kernel';
import { nobody } from '../../catalog/operations.js';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry } from '../../subject.js';
import { marksIn } from '../../world/open-world.js';
import { concurrently } from '../concurrently.js';
import { requestFor, takesId } from './addressing.js';
import { shown, type Asking } from './asking.js';
import { Onlooker } from './onlooker.js';
import { withoutRequest } from './sameness.js';
import { resourcesRead, waysByParameter } from './ways.js';

/**
 * Rows that `visible` hides do not come out of a controller of one's own either: asked for by their ids they are not
 * there, no word of theirs stands in an answer, and an answer is the same to the byte when there are more of them.
 */
export async function judgeHiddenRows(asking: Asking): Promise<void> {
  const plain = asking.judged.operations.filter(({ route, resource }) => route && !resource);
  const tried: Tried[] = [];
  await concurrently(plain, async (operation) => {
    const onlooker = await Onlooker.of(asking, operation);
    if (!onlooker) return;
    if (takesId(operation)) await judgeAddressed(asking, operation, onlooker);
    else if (operation.method === 'GET') tried.push(...(await judgeWords(asking, operation, onlooker)));
  });
  // One after the other: rows that are made for one may be shown to the next.
  for (const one of tried) await judgeCounted(asking, one);
}

const mend =
  'Read through the store as the caller: the store applies "visible", but asOrganization() and SQL do not. Or require a permission that includes access to those rows.';

async function judgeAddressed(asking: Asking, operation: Operation, onlooker: Onlooker): Promise<void> {
  const { judged } = asking;
  const body = await judged.world.bodyFor(operation, judged.world.owner);
  const address = await asking.address(operation, judged.world.owner);
  const at = (id: string): Inquiry => requestFor(operation, address, onlooker.person, body, id);
  for (const resource of judged.registry.resources) {
    if (resource.tenancy !== 'organization') continue;
    const [row] = (await onlooker.rows(resource)).hidden;
    if (!row) continue;
    const inquiry = at(row.id);
    const [answer, nothing] = [await asking.send(inquiry), await asking.send(at(nobody))];
    if (withoutRequest(answer, row.id, nobody) === withoutRequest(nothing, row.id, nobody))
      asking.held('hidden-row', operation);
    else
      asking.found(onlooker.rule('hidden-row'), operation, {
        message: `${operation.title} returns ${answer.status} to ${onlooker.person.title} for a ${resource.name} ${onlooker.reason(resource)}; expected the same response as for a row that does not exist.`,
        mend,
        evidence: shown(inquiry, answer, `Response for an unknown id: ${nothing.status} ${nothing.text}`),
      });
  }
}

/** One address, and the resources that its answer is read from. */
interface Tried {
  readonly operation: Operation;
  readonly onlooker: Onlooker;
  readonly inquiry: Inquiry;
  readonly read: readonly Resource[];
}

async function judgeWords(asking: Asking, operation: Operation, onlooker: Onlooker): Promise<Tried[]> {
  const { person } = onlooker;
  const whole = await asking.inquiry(operation, person);
  const first = await asking.send(whole);
  const rows = await Promise.all(
    asking.judged.registry.resources
      .filter(({ tenancy }) => tenancy !== 'user')
      .map(async (resource) => ({ resource, ...(await onlooker.rows(resource)) })),
  );
  const read = resourcesRead(asking, first);
  // What is shown here by right may repeat what is hidden elsewhere.
  const open = new Set(
    rows.flatMap(({ resource, shown: seen }) =>
      read.includes(resource) || resource.tenancy === 'system' ? marksIn(JSON.stringify(seen)) : [],
    ),
  );
  // What no client creates (an audit entry) has no words of its own.
  const secret = new Map(
    rows.flatMap(({ resource, hidden }) =>
      (resource.create ? marksIn(JSON.stringify(hidden)) : []).flatMap((mark) =>
        open.has(mark) ? [] : [[mark, resource] as const],
      ),
    ),
  );
  const samples = rows.flatMap(({ resource, hidden }) => (read.includes(resource) ? hidden.slice(0, 1) : []));
  const inquiries = waysByParameter(
    operation,
    whole.url,
    samples as unknown as Readonly<Record<string, unknown>>[],
  );
  const tried: Tried[] = [];
  for (const inquiry of [whole, ...inquiries.map((url) => ({ ...whole, url }))]) {
    const answer = await asking.send(inquiry);
    const mark = answer.status < 400 ? marksIn(answer.text).find((one) => secret.has(one)) : undefined;
    const resource = secret.get(mark ?? '');
    if (!resource) tried.push({ operation, onlooker, inquiry, read });
    else
      asking.found(onlooker.rule('hidden-row-read'), operation, {
        message: `${operation.title} shows ${person.title} a ${resource.name} ${onlooker.reason(resource)}.`,
        mend,
        evidence: shown(inquiry, answer),
      });
  }
  return tried;
}

/** How often an answer must have changed with the hidden rows, and not by itself. */
const rounds = 2;

async function judgeCounted(asking: Asking, tried: Tried): Promise<void> {
  const { operation, onlooker, inquiry, read } = tried;
  let last: readonly [Answer, Answer] | null = null;
  for (let round = 0; round < rounds; round += 1) {
    const before = await steady(asking, inquiry);
    const made = before && (await hideMore(asking, onlooker, read));
    // Nothing is hidden, or something came into sight too: nothing can be said.
    if (!made) return;
    const after = await asking.send(inquiry);
    if (withoutRequest(after) === withoutRequest(before)) return asking.held('hidden-row', operation);
    last = [before, after];
  }
  if (last)
    asking.found(onlooker.rule('hidden-row-counted'), operation, {
      message: `${operation.title} responds differently to ${onlooker.person.title} after another user writes rows that are hidden from this member (${read.map(({ path }) => path).join(', ')}).`,
      mend,
      evidence: shown(inquiry, last[1], `Before: ${last[0].status} ${last[0].text}`),
    });
}

/** The answer, if it is the same twice: a clock or a load never is. */
async function steady(asking: Asking, inquiry: Inquiry): Promise<Answer | null> {
  const [first, second] = [await asking.send(inquiry), await asking.send(inquiry)];
  return withoutRequest(first) === withoutRequest(second) ? second : null;
}

/** How often rows are made until nothing visible came along: what they refer to is made with the first of them. */
const mostTries = 3;

/** Makes a row of each resource in each state in which the onlooker sees none; whether there are more, and nothing else. */
async function hideMore(asking: Asking, onlooker: Onlooker, read: readonly Resource[]): Promise<boolean> {
  const { world } = asking.judged;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const before = await Promise.all(read.map((resource) => onlooker.rows(resource)));
    for (const [index, resource] of read.entries())
      for (const state of statesOf(resource, before[index]?.hidden ?? []))
        await world.newRow(world.owner, resource, state);
    const after = await Promise.all(read.map((resource) => onlooker.rows(resource)));
    if (JSON.stringify(after.map((one) => one.shown)) !== JSON.stringify(before.map((one) => one.shown)))
      continue;
    return after.some(({ hidden }, index) => hidden.length > (before[index]?.hidden.length ?? 0));
  }
  return false;
}

/** The states of the rows; undefined for rows without one. */
function statesOf({ state }: Resource, rows: readonly Row[]): ReadonlySet<string | undefined> {
  return new Set(
    rows.map((row) =>
      state ? String((row as unknown as Readonly<Record<string, unknown>>)[state.name]) : undefined,
    ),
  );
}

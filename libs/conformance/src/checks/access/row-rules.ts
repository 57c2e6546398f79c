import type { Resource, Row } from '@keelson/kernel';
import { withQuery } from '../../catalog/query.js';
import type { Operation } from '../../judged.js';
import type { Person } from '../../subject.js';
import { markOf } from '../../world/open-world.js';
import { nobody } from '../../catalog/operations.js';
import { concurrently } from '../concurrently.js';
import { withPart } from './addressing.js';
import { shown, type Asking } from './asking.js';
import { Callers } from './callers.js';
import { withoutRequest } from './sameness.js';

/**
 * What `visible` hides inside the organization is hidden by every verb: it is evaluated here, beside the application, for
 * someone with the operation's permission and no other, and each row must then be there or not.
 */
export async function judgeRowRules(asking: Asking): Promise<void> {
  const callers = new Callers(asking.judged);
  const { operations, world } = asking.judged;
  await concurrently(operations, async (operation) => {
    const { resource, rule, path } = operation;
    if (!resource || rule?.kind !== 'permission') return;
    const person = {
      ...(await world.member([rule.permission])),
      title: `a member with only ${rule.permission}`,
    };
    const all = await callers.rows(world.owner, resource);
    const hidden = all.filter((row) => !callers.shows(person, [rule.permission], resource, row));
    const [row] = hidden;
    if (!row) return;
    if (path.includes('{id}')) await judgeHidden(asking, callers, operation, person, hidden);
    else if (operation.method === 'GET') await judgeList(asking, callers, operation, person, all, hidden);
  });
}

async function judgeHidden(
  asking: Asking,
  callers: Callers,
  operation: Operation,
  person: Person,
  hidden: readonly Row[],
): Promise<void> {
  const { resource, meta } = operation;
  const stateField = resource?.state?.name;
  const inState = (row: Row) =>
    !meta?.from ||
    !stateField ||
    meta.from.includes(String((row as unknown as Record<string, unknown>)[stateField]));
  // One on which the operation would be possible: else a wrong state hides the fault.
  const row = hidden.find(inState) ?? hidden[0];
  if (!row || !resource) return;
  const valid = await asking.inquiry(operation, person, { id: row.id });
  const inquiry = { ...valid, url: withPart(operation, valid.url, '{id}', row.id) };
  const [answer, nothing] = [
    await asking.send(inquiry),
    await asking.send({ ...valid, url: withPart(operation, valid.url, '{id}', nobody) }),
  ];
  const [after] = await callers.rows(asking.judged.world.owner, resource, [row.id]);
  if (
    answer.status !== 404 ||
    withoutRequest(answer, row.id, nobody) !== withoutRequest(nothing, row.id, nobody) ||
    after?.version !== row.version
  )
    asking.found('hidden-row', operation, {
      message: `${operation.title} returns ${answer.status} to ${person.title} for a row that "visible" hides from this user; expected 404, as for a row that does not exist.`,
      mend: 'Find the row with @Found() or the store; both apply "visible".',
      evidence: shown(inquiry, answer),
    });
  else asking.held('hidden-row', operation);
}

async function judgeList(
  asking: Asking,
  callers: Callers,
  operation: Operation,
  person: Person,
  all: readonly Row[],
  hidden: readonly Row[],
): Promise<void> {
  const mend = 'Use the store or the resource\'s standard list; both apply "visible" to rows and counts.';
  const isHidden = new Set(hidden.map(({ id }) => id));
  const visible = all.length - hidden.length;
  const { resource, rule } = operation;
  if (!resource || rule?.kind !== 'permission') return;
  // Late work of the organization's own may have added some.
  const seen = async () =>
    (await callers.rows(asking.judged.world.owner, resource)).filter((row) =>
      callers.shows(person, [rule.permission], resource, row),
    ).length;
  for (const query of ['', ...queriesFor(resource, hidden[0] as Row, asking.judged.world.owner)]) {
    const inquiry = { method: 'GET', url: withQuery(operation.at(), `${query}limit=200&count=true`), person };
    const answer = await asking.send(inquiry);
    const { data = [], page } = (answer.json ?? {}) as {
      readonly data?: readonly { readonly id: string }[];
      readonly page?: { readonly count?: number };
    };
    if (data.some(({ id }) => isHidden.has(id)))
      asking.found('hidden-row-listed', operation, {
        message: `${operation.title} lists a row that "visible" hides from ${person.title}.`,
        mend,
        evidence: shown(inquiry, answer),
      });
    else if (
      all.length < 1_000 &&
      page?.count !== undefined &&
      page.count > visible &&
      page.count > (await seen())
    )
      asking.found('hidden-row-counted', operation, {
        message: `${operation.title} returns a count of ${page.count} rows to ${person.title}, who may see ${visible}.`,
        mend,
        evidence: shown(inquiry, answer),
      });
    else asking.held('hidden-row', operation);
  }
}

/** Each order, and what a hidden row would be found by. */
function queriesFor({ list }: Resource, hidden: Row, owner: Person): string[] {
  const values = hidden as unknown as Readonly<Record<string, unknown>>;
  return [
    ...(list?.sort ?? []).map(({ name }) => `sort=${name}&`),
    ...(list?.search.length ? [`q=${markOf(owner)}&`] : []),
    ...(list?.filter ?? []).flatMap(({ name }) => {
      const value = values[name];
      const text = value instanceof Date ? value.toISOString() : String(value);
      return value === null || value === undefined ? [] : [`filter[${name}]=${encodeURIComponent(text)}&`];
    }),
  ];
}

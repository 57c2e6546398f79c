import { withQuery } from '../catalog/query.js';
import type { ParameterDocument } from '../contract/document-parts.js';
import type { Resource } from '@keelson/kernel';
import type { Judged, Operation } from '../judged.js';
import type { Answer, Inquiry, Person } from '../subject.js';
import type { Asking } from '../checks/access/asking.js';
import { resourcesRead } from '../checks/access/ways.js';
import { readTable } from '../checks/budgets/table.js';
import { evidenceOf } from '../checks/contract/requests.js';
import { columnOf } from '../world/columns.js';
import { cloneRow } from './clones.js';
import { membersOf, type Members } from './exchange.js';

/** Rows that are alike but for their ids and what must be unique. */
const tiedRows = 7;
/** Numbers of further rows: they fall while ids rise. */
const fallingNumbers = [2, 1];
/** Rows beside those, in two halves: more than a page of a route that has no parameter for its size. */
const moreRows = 120;
/** A walk that does not end is broken off. */
const mostPages = 150;
const sizes = [2, 3];

const mend =
  "Use a resource's standard list: its cursor contains the sort value, with the id as tie-breaker. In custom SQL, order by both and compare both: (created_at, id) > (?, ?).";

interface Page {
  readonly answer: Answer;
  readonly ids: readonly string[];
  readonly next: string | null;
}

/**
 * A route that is no list of a resource, answers rows with a text that leads on, and takes that text as a parameter is
 * walked through rows that tie: none comes twice, none is missing, whatever the size of a page.
 */
export async function judgePaging(asking: Asking): Promise<void> {
  const { judged } = asking;
  const routes = judged.operations.filter(
    ({ method, resource, rule, path }) =>
      method === 'GET' && rule?.kind === 'permission' && !resource && !path.includes('{'),
  );
  const candidates = routes.filter((one) => positionsOf(one).length > 0);
  if (candidates.length === 0) return;
  const newcomer = await judged.subject.openOrganization();
  for (const operation of candidates) await judgeRoute(asking, operation, newcomer);
}

async function judgeRoute(asking: Asking, operation: Operation, person: Person): Promise<void> {
  const whole = await asking.reading(operation, person);
  const known = await fill(asking, whole);
  if (!known) return;
  const sized = sizeOf(operation);
  const position = await positionAmong(asking, operation, withSize(whole, sized, sizes[0] ?? 2));
  if (!position) return;
  for (const size of sized ? sizes : [null]) {
    const inquiry = size === null ? whole : withSize(whole, sized, size);
    await judgeWalk(asking, operation, inquiry, position, known);
  }
}

/** Rows that tie, of the resource that the route shows; their ids. */
async function fill(asking: Asking, inquiry: Inquiry): Promise<ReadonlySet<string> | null> {
  const { judged } = asking;
  const { world } = judged;
  const person = inquiry.person as Person;
  const read = resourcesRead(asking, await asking.send(inquiry));
  for (const resource of read) {
    const id = await world.newRow(person, resource);
    if (id === null || !pageOf(await asking.send(inquiry))?.ids.includes(id)) continue;
    const table = await readTable(judged, resource);
    await cloneRow(judged, table, id, tiedRows);
    // Whoever compares number and id one by one, instead of as a pair, loses rows on the way.
    const columns = numbersOf(judged, resource);
    for (const number of fallingNumbers) {
      const numbers = Object.fromEntries(columns.map((name) => [name, number]));
      await cloneRow(judged, table, id, moreRows / fallingNumbers.length, numbers);
    }
    const rows = await judged.subject.sql(`SELECT id FROM ${table.name} WHERE organization_id = ?`, [
      person.organizationId,
    ]);
    return new Set(rows.map((row) => String(row['id'])));
  }
  return null;
}

/** Columns of small numbers that the rows' own fields may hold. */
function numbersOf({ subject }: Pick<Judged, 'subject'>, { entity, fields }: Resource): string[] {
  const [most, least] = [Math.max(...fallingNumbers), Math.min(...fallingNumbers)];
  return fields.flatMap(({ name, kind, schema, unique, stamp }) => {
    const { minimum = least, maximum = most } = schema;
    const fits = kind === 'integer' && !unique && !stamp && name !== 'version';
    return fits && minimum <= least && maximum >= most
      ? [columnOf(subject.application, entity, name).column]
      : [];
  });
}

async function judgeWalk(
  asking: Asking,
  operation: Operation,
  inquiry: Inquiry,
  position: string,
  known: ReadonlySet<string>,
): Promise<void> {
  const seen = new Map<string, number>();
  let last: { readonly inquiry: Inquiry; readonly page: Page } | null = null;
  for (let next: string | null = '', pages = 0; next !== null && pages < mostPages; pages += 1) {
    const at = next === '' ? inquiry : withParameter(inquiry, position, next);
    const page = pageOf(await asking.send(at));
    // What the last page says instead of a place is refused.
    if (!page) break;
    for (const id of page.ids) seen.set(id, (seen.get(id) ?? 0) + 1);
    last = { inquiry: at, page };
    next = page.next;
  }
  const twice = [...seen].filter(([, times]) => times > 1).map(([id]) => id);
  const missing = [...known].filter((id) => !seen.has(id));
  if (!last || (twice.length === 0 && missing.length === 0)) return asking.held('page-walk', operation);
  const what =
    twice.length > 0 ? `returns ${twice.length} rows more than once` : `skips ${missing.length} rows`;
  asking.found('page-walk', operation, {
    message: `${operation.title} ${what} when you page through rows with equal values.`,
    mend,
    evidence: {
      ...evidenceOf(last.inquiry, last.page.answer),
      rows: {
        actual: { pages: [...seen.values()].reduce((sum, times) => sum + times, 0), twice, missing },
        expected: { pages: known.size, twice: [], missing: [] },
      },
    },
  });
}

/** The parameter that takes what a page leads on with: another page comes, not the same. */
async function positionAmong(asking: Asking, operation: Operation, first: Inquiry): Promise<string | null> {
  const page = pageOf(await asking.send(first));
  if (!page?.next) return null;
  for (const { name } of positionsOf(operation)) {
    const other = pageOf(await asking.send(withParameter(first, name, page.next)));
    if (other && other.ids.join() !== page.ids.join()) return name;
  }
  return null;
}

/** A list of rows with ids, and the text or number beside it that leads on; null where an answer has no such list. */
function pageOf(answer: Answer): Page | null {
  const whole = answer.status === 200 ? membersOf(answer.json) : null;
  const list = Object.values(whole ?? {}).find((value) => Array.isArray(value) && value.length > 0) as
    | readonly unknown[]
    | undefined;
  const ids = (list ?? []).map((row) => membersOf(row)?.['id']);
  if (!whole || !ids.every((id) => typeof id === 'string')) return null;
  return { answer, ids, next: nextIn(whole) };
}

function nextIn(members: Members): string | null {
  for (const [name, value] of Object.entries(members)) {
    const inner = membersOf(value);
    const next = inner ? nextIn(inner) : leadsOn.test(name) ? value : null;
    if ((typeof next === 'string' && next !== '') || typeof next === 'number') return String(next);
  }
  return null;
}

const leadsOn = /next|cursor|continu|after|more|token/i;

function positionsOf({ parameters }: Operation): ParameterDocument[] {
  return parameters.filter(
    ({ in: place, required, name, schema }) =>
      place === 'query' && !required && !isSize(name) && ['string', 'integer'].includes(String(schema.type)),
  );
}

function isSize(name: string): boolean {
  return /limit|size|count|per|max|take/i.test(name);
}

function sizeOf({ parameters }: Operation): string | null {
  const sized = parameters.find(
    ({ in: place, name, schema }) => place === 'query' && isSize(name) && schema.type === 'integer',
  );
  return sized?.name ?? null;
}

function withSize(inquiry: Inquiry, name: string | null, size: number): Inquiry {
  return name === null ? inquiry : withParameter(inquiry, name, String(size));
}

function withParameter(inquiry: Inquiry, name: string, value: string): Inquiry {
  return { ...inquiry, url: withQuery(inquiry.url, `${name}=${encodeURIComponent(value)}`) };
}

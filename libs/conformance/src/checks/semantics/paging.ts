import type { FieldSpec } from '@keelson/kernel';
import type { Answer } from '../../subject.js';
import { evidenceOf } from '../contract/requests.js';
import { compare } from './comparing.js';
import type { Listing } from './listing.js';
import { idOf, type View } from './variation.js';

/** Rows of a page. */
const limit = 3;
/** A list that does not end is broken off. */
const mostPages = 400;
/** Rows that are needed for a few pages. */
const fewest = 8;

interface Order {
  readonly field: FieldSpec;
  readonly descending: boolean;
}

/**
 * Page after page shows each row once and in order, for every declared sort and both directions, while rows come and go:
 * after the first page the row that the cursor stands on is deleted, and one that is still to come; after the second one
 * is made. Never both at one time: a row made before the end of a page would hide from OFFSET that another has gone.
 * Then again while nothing happens.
 */
export async function judgePaging(listing: Listing): Promise<void> {
  for (const field of listing.resource.list?.sort ?? [])
    for (const descending of [false, true]) {
      await replenish(listing);
      await judgeOrder(listing, { field, descending }, limit, [deleteTwo, makeOne]);
      // What ends a page may have taken along what the page loses: once more, with equal values on both sides of its end.
      const rows = await listing.corner.list(listing.resource);
      await judgeOrder(listing, { field, descending }, tiedSize({ field, descending }, rows));
    }
}

async function replenish({ corner, resource }: Listing): Promise<void> {
  if (!resource.create) return;
  const present = await corner.list(resource);
  for (let count = present.length; count < fewest; count += 1) await corner.add(resource);
}

async function judgeOrder(
  listing: Listing,
  order: Order,
  size: number,
  between: readonly Disturbance[] = [],
): Promise<void> {
  const { operation, resource, trials, corner } = listing;
  const sort = `sort=${order.descending ? '-' : ''}${order.field.name}`;
  const start = await corner.list(resource);
  const walk = await walkPages(listing, `${sort}&limit=${start.length > 100 ? 50 : size}`, start, between);
  const tell = (rule: string, message: string) =>
    trials.asking.found(rule, operation, {
      message: `${operation.title} with ${sort} ${message}.`,
      mend: "Page with the store's cursor (the sort value, with the id as tie-breaker), not with OFFSET or a custom order.",
      ...(walk.last && { evidence: evidenceOf(corner.inquiry(resource, walk.query), walk.last) }),
    });
  const times = new Map<string, number>();
  for (const id of walk.seen.map(idOf)) times.set(id, (times.get(id) ?? 0) + 1);
  const twice = [...times].find(([, count]) => count > 1);
  const missing = start.filter((row) => !times.has(idOf(row)) && !walk.gone.has(idOf(row)));
  const lost = await firstStored(listing, missing);
  if (twice) tell('page-repeated-rows', `shows ${twice[0]} ${twice[1]} times across its pages`);
  if (lost) tell('page-lost-rows', `never shows ${idOf(lost)}, although it existed during the whole test`);
  if (twice || lost) return;
  const wrong = walk.seen.findIndex((row, at) => at > 0 && !inOrder(order, walk.seen[at - 1], row));
  if (wrong > 0)
    tell(
      'page-order',
      `shows ${describe(order, walk.seen[wrong - 1])} before ${describe(order, walk.seen[wrong])}`,
    );
  else trials.held({ operation }, 'page-order');
}

interface Walk {
  readonly seen: View[];
  /** Ids of what was deleted meanwhile. */
  readonly gone: Set<string>;
  /** The last page that was asked for, and how. */
  last: Answer | null;
  query: string;
}

async function walkPages(
  listing: Listing,
  parameters: string,
  start: readonly View[],
  between: readonly Disturbance[],
): Promise<Walk> {
  const walk: Walk = { seen: [], gone: new Set(), last: null, query: '' };
  let cursor: string | null = '';
  for (let page = 0; cursor !== null && page < mostPages; page += 1) {
    walk.query = `${parameters}${cursor && `&cursor=${cursor}`}`;
    walk.last = await listing.corner.ask(listing.resource, walk.query);
    const body = walk.last.json as {
      readonly data?: View[];
      readonly page?: { readonly next: string | null };
    } | null;
    if (walk.last.status !== 200) break;
    walk.seen.push(...(body?.data ?? []));
    cursor = body?.page?.next ?? null;
    judgeLink(listing, walk.query, walk.last, cursor);
    if (cursor !== null) await between[page]?.(listing, start, walk);
  }
  return walk;
}

/** Rows of a page whose last one shares its value with the first of the next. */
function tiedSize(order: Order, rows: readonly View[]): number {
  const sorted = [...rows].sort((one, other) => (inOrder(order, one, other) ? -1 : 1));
  const value = (at: number) => JSON.stringify(sorted[at]?.[order.field.name]);
  return [2, 3, 4, 5].find((size) => size < sorted.length && value(size - 1) === value(size)) ?? 2;
}

/** What happens to a list between two of its pages. */
type Disturbance = (listing: Listing, start: readonly View[], walk: Walk) => Promise<void>;

async function makeOne({ corner, resource }: Listing): Promise<void> {
  if (resource.create) await corner.add(resource);
}

/**
 * Past the application: few resources let their rows be deleted. Only what no other list's rows were given to refer to: a
 * request that has just looked one up would not find it again, which no route could have brought about.
 */
async function deleteTwo(
  { resource, trials, corner }: Listing,
  start: readonly View[],
  { seen, gone }: Walk,
): Promise<void> {
  if (!resource.create) return;
  const table = trials.ledger.tableOf(resource.entity);
  const shown = new Set(seen.map(idOf));
  const isAlone = (row: View) => corner.isAlone(idOf(row));
  const coming = start.find((row) => !shown.has(idOf(row)) && isAlone(row));
  for (const row of [seen.findLast(isAlone), coming]) {
    if (!row) continue;
    await trials.asking.judged.subject.sql(`DELETE FROM ${table} WHERE id = ?`, [idOf(row)]).then(
      () => gone.add(idOf(row)),
      // Something else refers to it.
      () => undefined,
    );
  }
}

/** The first of these rows that is still stored: one may have gone along with what another list's judge deleted. */
async function firstStored({ resource, trials }: Listing, rows: readonly View[]): Promise<View | undefined> {
  const table = trials.ledger.tableOf(resource.entity);
  for (const row of rows) {
    const stored = await trials.asking.judged.subject.sql(`SELECT id FROM ${table} WHERE id = ?`, [
      idOf(row),
    ]);
    if (stored.length > 0) return row;
  }
  return undefined;
}

function judgeLink(
  { operation, resource, trials, corner }: Listing,
  query: string,
  answer: Answer,
  cursor: string | null,
): void {
  const link = answer.headers['link'];
  const isRight =
    cursor === null ? link === undefined : (link?.includes(cursor) ?? false) && link?.includes('rel="next"');
  if (isRight) trials.held({ operation }, 'page-link');
  else
    trials.asking.found('page-link', operation, {
      message: `${operation.title} has ${cursor === null ? 'no next page' : 'a next page'}, but the Link header ${link === undefined ? 'is missing' : `is ${link}`}.`,
      mend: "Use the resource's standard response, which sets the Link header (RFC 8288) in addition to page.next.",
      evidence: evidenceOf(corner.inquiry(resource, query), answer),
    });
}

function inOrder({ field, descending }: Order, before: View | undefined, after: View): boolean {
  const byValue = compare({ ...field, unique: undefined } as never, before?.[field.name], after[field.name]);
  const byId = idOf(before) < idOf(after) ? -1 : 1;
  const order = byValue === 0 ? byId : byValue;
  return descending ? order > 0 : order < 0;
}

function describe({ field }: Order, row: View | undefined): string {
  return `${JSON.stringify(row?.[field.name])} (${idOf(row)})`;
}

import { operatorsFor, type FieldSpec, type FilterOperator } from '@keelson/kernel';
import { evidenceOf } from '../contract/requests.js';
import { matches } from './comparing.js';
import type { Listing } from './listing.js';
import { idOf, otherValue, type View } from './variation.js';

/** Values of a field that are asked for. */
const mostTried = 4;

/** Each declared filter finds the rows that an evaluation in memory finds, over what the list itself shows. */
export async function judgeFilters({ operation, resource, trials, corner }: Listing): Promise<void> {
  const rows = await corner.list(resource);
  for (const field of resource.list?.filter ?? [])
    for (const operator of operatorsFor(field))
      for (const asked of valuesFor(field, operator, rows)) {
        const name = operator === 'eq' ? `filter[${field.name}]` : `filter[${field.name}][${operator}]`;
        const query = new URLSearchParams([[name, asked.join(',')]]).toString();
        const right = rows.filter((row) => matches(field, operator, row[field.name], asked));
        const shown = await corner.list(resource, query);
        const difference = differenceOf(right, shown);
        if (difference === null) {
          trials.held({ operation }, 'filter-differs');
          await judgeCount({ operation, resource, trials, corner }, query, right.length);
          continue;
        }
        const inquiry = corner.inquiry(resource, query);
        trials.asking.found('filter-differs', operation, {
          message: `${operation.title} with ${name}=${asked.join(',')} returns ${shown.length} rows, but ${right.length} match; ${difference}.`,
          mend: 'Filter by the declared field through the store, and compare text by code point.',
          evidence: evidenceOf(inquiry, await corner.ask(resource, query)),
        });
      }
  await judgeRemoved({ operation, resource, trials, corner }, rows);
  await judgeSearch({ operation, resource, trials, corner }, rows);
}

/** Rows that are removed and kept are listed to whoever asks for their state, and to no one else. */
async function judgeRemoved(
  { operation, resource, trials, corner }: Listing,
  rows: readonly View[],
): Promise<void> {
  const { softRemoval, state, list } = resource;
  if (!softRemoval || !state || !list?.filter.includes(state)) return;
  const query = `filter[${state.name}]=${softRemoval.to}`;
  const removed = await corner.list(resource, query);
  const isListed = rows.some((row) => row[state.name] === softRemoval.to);
  if (!isListed && removed.length > 0) return trials.held({ operation }, 'removed-rows');
  trials.asking.found('removed-rows', operation, {
    message: isListed
      ? `${operation.title} lists removed rows, although no filter requests them.`
      : `${operation.title} with ${query} returns no row, although one was removed.`,
    mend: "Pass the list route's query to ResourceReader unchanged.",
    evidence: evidenceOf(corner.inquiry(resource, query), await corner.ask(resource, query)),
  });
}

async function judgeCount(
  { operation, resource, trials, corner }: Listing,
  query: string,
  right: number,
): Promise<void> {
  const asked = `${query}&count=true&limit=1`;
  const answer = await corner.ask(resource, asked);
  const { page } = answer.json as { readonly page?: { readonly count?: number } };
  if (page?.count === right) return trials.held({ operation }, 'count-disagrees');
  trials.asking.found('count-disagrees', operation, {
    message: `${operation.title} counts ${page?.count} rows, but ${right} match.`,
    mend: 'Count the same rows that the list returns: apply the same filters, row rule and organization.',
    evidence: evidenceOf(corner.inquiry(resource, asked), answer),
  });
}

function valuesFor(field: FieldSpec, operator: FilterOperator, rows: readonly View[]): string[][] {
  const present = [
    ...new Set(rows.map((row) => row[field.name]).filter((one) => one !== null && one !== undefined)),
  ];
  const texts = present.map(String).filter((one) => one !== '');
  const absent = otherValue(field, present[0], 11);
  const some = texts.slice(0, mostTried);
  if (operator === 'in') {
    const whole = some.filter((one) => !one.includes(','));
    return whole.length > 0 ? [whole.slice(0, 1), whole.slice(0, 3)] : [];
  }
  if (operator === 'prefix')
    return [
      ...new Set(
        texts.slice(0, 8).flatMap((one) => [[...one].slice(0, 1).join(''), [...one].slice(0, 5).join('')]),
      ),
    ].map((one) => [one]);
  return [
    ...some,
    ...(absent === undefined ? [] : [typeof absent === 'string' ? absent : JSON.stringify(absent)]),
  ].map((one) => [one]);
}

function differenceOf(right: readonly View[], shown: readonly View[]): string | null {
  const rightIds = new Set(right.map(idOf));
  const shownIds = new Set(shown.map(idOf));
  const lost = [...rightIds].filter((id) => !shownIds.has(id));
  const wrong = [...shownIds].filter((id) => !rightIds.has(id));
  if (lost.length + wrong.length === 0) return null;
  return [
    ...(lost.length > 0 ? [`missing rows: ${lost.slice(0, 3).join(', ')}`] : []),
    ...(wrong.length > 0 ? [`rows that do not match: ${wrong.slice(0, 3).join(', ')}`] : []),
  ].join('; ');
}

/** `q=` finds each word by its beginning, and nothing that has no such word. */
async function judgeSearch(
  { operation, resource, trials, corner }: Listing,
  rows: readonly View[],
): Promise<void> {
  const { search = [] } = resource.list ?? {};
  const wordsOf = (row: View) => search.flatMap(({ name }) => wordsIn(row[name]));
  const plain = [...new Set(rows.flatMap((row) => wordsOf(row)))].filter((word) =>
    /^[a-z0-9]{3,20}$/.test(word),
  );
  for (const word of plain.slice(0, mostTried)) {
    const query = `q=${word.slice(0, -1)}`;
    const right = rows.filter((row) => wordsOf(row).some((one) => one.startsWith(word.slice(0, -1))));
    const difference = differenceOf(right, await corner.list(resource, query));
    if (difference === null) trials.held({ operation }, 'search-disagrees');
    else
      trials.asking.found('search-disagrees', operation, {
        message: `${operation.title} with ${query} does not return exactly the rows that contain a word with this prefix; ${difference}.`,
        mend: 'Write rows through the store, which indexes the words in searchable fields.',
        evidence: evidenceOf(corner.inquiry(resource, query), await corner.ask(resource, query)),
      });
  }
}

function wordsIn(value: unknown): string[] {
  if (typeof value !== 'string') return [];
  const bare = value.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return bare.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

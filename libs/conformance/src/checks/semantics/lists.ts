import { concurrently } from '../concurrently.js';
import { evidenceOf } from '../contract/requests.js';
import { Corner } from './corner.js';
import { judgeDefaults } from './defaults.js';
import { judgeFilters } from './filters.js';
import type { Listing } from './listing.js';
import { judgePaging } from './paging.js';
import type { Trials } from './trial.js';

/** Lists show what they are asked for: filtered, counted, searched, cut to fields, and page after page. */
export async function judgeLists(trials: Trials): Promise<void> {
  const { asking } = trials;
  const { operations } = asking.judged;
  const corner = await Corner.open(asking);
  const listings = operations.flatMap((operation): Listing[] => {
    const { resource, method, path } = operation;
    // Operators see what everybody makes beside: nothing can be said of it beforehand.
    return resource?.list &&
      resource.audience === 'members' &&
      method === 'GET' &&
      path === `/v1/${resource.path}`
      ? [{ operation, resource, trials, corner }]
      : [];
  });
  await concurrently(listings, ({ resource }) => corner.fill(resource));
  // Reading first: paging makes and deletes rows, which others may list as well.
  await concurrently(listings, async (listing) => {
    await judgeFilters(listing);
    await judgeShape(listing);
  });
  await judgeDefaults(trials, corner.person);
  await concurrently(listings, judgePaging);
}

/** `fields=` shows what it names and no more; `include=` shows the row that is referred to. */
async function judgeShape({ operation, resource, trials, corner }: Listing): Promise<void> {
  const names = resource.viewFields.map(({ name }) => name).slice(0, 3);
  const query = `fields=${names.join(',')}&limit=5`;
  const answer = await corner.ask(resource, query);
  const { data = [] } = (answer.json ?? {}) as { readonly data?: readonly object[] };
  const odd = data.find(
    (row) => Object.keys(row).length !== names.length || names.some((name) => !(name in row)),
  );
  if (odd)
    trials.asking.found('fields-disagree', operation, {
      message: `${operation.title} with ${query} returns rows with the fields ${Object.keys(odd).join(', ')}.`,
      mend: "Use the resource's standard response, which applies `fields=`.",
      evidence: evidenceOf(corner.inquiry(resource, query), answer),
    });
  else trials.held({ operation }, 'fields-disagree');
}

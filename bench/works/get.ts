import { article, articleCount, organizationCount, organizationOf, type Article } from '../data/articles.js';
import { principals, type Principal } from '../data/principals.js';
import { pick, seededRandom } from '../data/random.js';
import { difference } from '../equivalence.js';
import { get } from '../load/client.js';
import type { Plan, PlanInputs, PlannedRequest, Work } from './work.js';

const sampled = 200;

/** A token per caller, all of them known to the server after the warm-up. */
export const getWork: Work = {
  name: 'get',
  title: 'GET by id, 500 tokens (cached)',
  goal: 1.6,
  prepare: (urls, inputs) => {
    const tokens = new Map(principals.map((principal) => [principal, inputs.mint.token(principal)]));
    return plan(urls, inputs, 20_000, (principal) => tokens.get(principal) ?? inputs.mint.token(principal));
  },
};

/** A new token for each request: more of them than a bounded cache keeps, sent in turn, so that each is verified. */
export const getMissWork: Work = {
  name: 'get-miss',
  title: 'GET by id, every token new to the server',
  prepare: (urls, inputs) => plan(urls, inputs, 40_000, (principal) => inputs.mint.token(principal)),
};

async function plan(
  urls: readonly [string, string],
  { tenancy }: PlanInputs,
  count: number,
  tokenOf: (principal: Principal) => string,
): Promise<readonly [Plan, Plan]> {
  const random = seededRandom(count);
  const indexes = Array.from({ length: count }, () => Math.floor(random() * articleCount));
  const requests = indexes.map((index): PlannedRequest => {
    const members = membersOf(organizationOf(index, tenancy));
    return { path: `/v1/articles/${article(index, tenancy).id}`, token: tokenOf(pick(random, members)) };
  });
  // Samples carry tokens of their own where each is to be new, so that checking warms no cache for the load.
  const samples = indexes.slice(0, sampled).map((index) => {
    const row = article(index, tenancy);
    const token = tokenOf(pick(random, membersOf(organizationOf(index, tenancy))));
    return { path: `/v1/articles/${row.id}`, token, body: view(row), etag: `"${row.version}"` };
  });
  let bytes = 0;
  for (const sample of samples) {
    for (const url of urls) {
      const answer = await get(url, sample.path, sample.token);
      const wrong = difference(sample.body, answer.body) ?? difference(sample.etag, answer.etag, 'ETag');
      if (wrong) throw new Error(`bench: ${url}${sample.path}: ${wrong}`);
      bytes += answer.bytes;
    }
  }
  const made: Plan = { requests, samples, meanBytes: bytes / samples.length / urls.length };
  return [made, made];
}

const members = Array.from({ length: organizationCount }, (_, organization) =>
  principals.filter((principal) => principal.organization === organization),
);

function membersOf(organization: number): readonly Principal[] {
  return members[organization] ?? [];
}

/** The JSON an article must come back as. */
function view(row: Article): Record<string, unknown> {
  return {
    id: row.id,
    title: row.title,
    body: row.body,
    status: row.status,
    authorId: row.authorId,
    views: row.views,
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
}

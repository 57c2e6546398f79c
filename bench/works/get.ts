import { article, organizationCount, organizationOf, type Article } from '../data/articles.js';
import { keyOf } from '../data/keys.js';
import { principals, type Principal } from '../data/principals.js';
import { pick, seededRandom } from '../data/random.js';
import { difference } from '../equivalence.js';
import { send } from '../load/client.js';
import { Callers } from './callers.js';
import type { Plan, PlanInputs, PlannedRequest, Side, Work } from './work.js';

const sampled = 200;
const shared = { database: 'shared', warmUp: 20_000 } as const;

/** A token per caller, all of them known to the server after the warm-up. */
export const getWork: Work = {
  name: 'get',
  title: 'GET by id, 500 tokens (cached)',
  programs: { keelson: 'keelson', floor: 'floor', naive: 'naive' },
  ...shared,
  prepare: (sides, inputs) => {
    const callers = new Callers(inputs.mint);
    return plan(sides, inputs, 20_000, (principal) => callers.tokenOf(principal));
  },
};

/** The same by API keys with allowed networks, against itself by tokens. */
export const getKeyWork: Work = {
  name: 'get-key',
  title: 'GET by id, 500 API keys (cached), FLOOR is Keelson with 500 tokens',
  programs: { keelson: 'keelson-keys', floor: 'keelson' },
  ...shared,
  prepare: async (sides, inputs) => {
    const callers = new Callers(inputs.mint);
    const [byKey] = await plan(sides.slice(0, 1), inputs, 20_000, keyOf);
    const byToken = await plan(sides.slice(1), inputs, 20_000, (principal) => callers.tokenOf(principal));
    return [byKey as Plan, ...byToken];
  },
};

/** A new token for each request: more of them than a bounded cache keeps, sent in turn, so that each is verified. */
export const getMissWork: Work = {
  name: 'get-miss',
  title: 'GET by id, with a new token in every request',
  programs: { keelson: 'keelson', floor: 'floor' },
  ...shared,
  prepare: (sides, inputs) => plan(sides, inputs, 40_000, (principal) => inputs.mint.token(principal)),
};

async function plan(
  sides: readonly Side[],
  { dataset }: PlanInputs,
  most: number,
  tokenOf: (principal: Principal) => string,
): Promise<readonly Plan[]> {
  const random = seededRandom(most);
  // As many requests as rows where there are fewer: signing tokens is what takes the time of a small run.
  const count = Math.min(most, dataset.articles);
  const indexes = Array.from({ length: count }, () => Math.floor(random() * dataset.articles));
  const requests = indexes.map((index): PlannedRequest => {
    const members = membersOf(organizationOf(index, dataset));
    return { path: `/v1/articles/${article(index, dataset).id}`, token: tokenOf(pick(random, members)) };
  });
  // Samples carry tokens of their own where each is to be new, so that checking warms no cache for the load.
  const samples = indexes.slice(0, Math.min(sampled, Math.ceil(dataset.articles / 10))).map((index) => {
    const row = article(index, dataset);
    const token = tokenOf(pick(random, membersOf(organizationOf(index, dataset))));
    return { path: `/v1/articles/${row.id}`, token, expected: view(row), etag: `"${row.version}"` };
  });
  let bytes = 0;
  for (const sample of samples) {
    for (const { url } of sides) {
      const answer = await send(url, sample);
      const wrong = difference(sample.expected, answer.body) ?? difference(sample.etag, answer.etag, 'ETag');
      if (wrong) throw new Error(`bench: ${url}${sample.path}: ${wrong}`);
      bytes += answer.bytes;
    }
  }
  const made: Plan = { requests, samples, meanBytes: bytes / samples.length / sides.length };
  return sides.map(() => made);
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

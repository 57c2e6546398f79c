import { article, authors, usualDataset } from '../data/articles.js';
import { pick, seededRandom } from '../data/random.js';
import { difference, without } from '../equivalence.js';
import { onDatabase } from '../data/sql.js';
import { ask, send } from '../load/client.js';
import { Callers } from './callers.js';
import { assertCounts, compareRecords, settled } from './records.js';
import type { Plan, PlannedRequest, PlanInputs, Sample, Side, Work } from './work.js';

const planned = 5_000;
const compared = 20;
const except = ['id', 'createdAt', 'updatedAt'];

export const createWork: Work = {
  name: 'create',
  title: 'POST: create a row, its audit entry and its event in one transaction',
  programs: { keelson: 'keelson', floor: 'floor', naive: 'naive' },
  database: 'own',
  warmUp: 4_000,
  prepare: (sides, inputs) => planCreates(sides, inputs, (index) => index % usualDataset.organizations),
  reset: (side, { engine }) =>
    onDatabase(engine, side.databaseUrl, async (query) => {
      for (const table of ['articles', 'audit_entries', 'outbox_events']) await query(`DELETE FROM ${table}`);
    }),
  proveWritten: (side, { engine }, answered) =>
    onDatabase(engine, side.databaseUrl, async (query) => {
      const count = async (from: string) =>
        Number((await query(`SELECT COUNT(*) AS n FROM ${from}`))[0]?.['n']);
      const counts = await settled(async () => ({
        articles: await count('articles'),
        'audit entries': await count("audit_entries WHERE action = 'articles:create'"),
        events: await count("outbox_events WHERE type = 'article.created'"),
      }));
      assertCounts(side, counts, answered);
    }),
};

/**
 * Plans creates, once all sides have written the same for some of them.
 * @param organizationOf which organization the n-th one is for
 */
export async function planCreates(
  sides: readonly Side[],
  { mint, engine }: PlanInputs,
  organizationOf: (index: number) => number,
): Promise<readonly Plan[]> {
  const callers = new Callers(mint);
  const random = seededRandom(planned);
  const samples = Array.from({ length: planned }, (_, index): Sample => {
    const { title, body, status, views } = article(index, usualDataset);
    const { principal, token } = callers.any(organizationOf(index), random);
    const own = authors.filter(({ organizationId }) => organizationId === principal.organizationId);
    const row = { title, body, status, authorId: pick(random, own).id, views };
    return { method: 'POST', path: '/v1/articles', token, body: row, expected: row, except };
  });
  const ids: string[][] = sides.map(() => []);
  let bytes = 0;
  for (const sample of samples.slice(0, compared)) {
    for (const [index, side] of sides.entries()) {
      const answer = await send(side.url, sample);
      const wrong =
        difference(201, answer.status, 'status') ??
        difference('"1"', answer.etag, 'ETag') ??
        difference(sample.expected, without(answer.body, except));
      if (wrong) throw new Error(`bench: ${side.label}: POST /v1/articles: ${wrong}`);
      ids[index]?.push((answer.body as { id: string }).id);
      bytes += answer.bytes;
    }
  }
  await compareRecords(sides, engine, ids);
  const [first] = samples as [Sample];
  for (const side of sides) await refuses(side, first);
  const plan: Plan = {
    requests: samples.map(
      ({ method, path, token, body }) => ({ method, path, token, body }) as PlannedRequest,
    ),
    samples: samples.slice(0, 200),
    meanBytes: bytes / compared / sides.length,
  };
  return sides.map(() => plan);
}

/** A side that does not check the reference would be cheaper. */
async function refuses(side: Side, sample: Sample): Promise<void> {
  const body = { ...(sample.body as object), authorId: '01890a5d-ac96-774b-bcce-b302099a8057' };
  const { status } = await ask(side.url, { ...sample, body });
  if (status !== 422)
    throw new Error(`bench: ${side.label} returned ${status} for an author that does not exist`);
}

import type { Comparison, Sample } from '../comparison.js';
import { Contender } from '../contender.js';
import { organizationId, type Dataset } from '../data/articles.js';
import { seed } from '../data/seed.js';
import { onDatabase } from '../data/sql.js';
import type { Ground, Place } from '../ground.js';
import { send } from '../load/client.js';
import { Traffic } from '../load/traffic.js';
import { started, type Bench } from '../requests.js';
import { measureRound } from '../rounds.js';
import { presentProgram } from '../servers/program.js';
import type { ServerProcess } from '../servers/process.js';
import { Callers } from '../works/callers.js';
import type { Plan } from '../works/work.js';

const limit = 20;
const longest = 200;
const status = 'published';
const title =
  'last page of 20 in a table of --articles × 10 rows, compared with the first page in a table of --articles / 10 rows';
const sides = [
  { role: 'keelson', label: 'deepest page' },
  { role: 'first page', label: 'first page' },
];

interface Page {
  readonly data: readonly { readonly id: string }[];
  readonly page: { readonly next: string | null };
}

/** Half of the rows are one organization's: even shares would hide what the planner makes of a large one. */
export function deepDatasets({ articles, ...dataset }: Dataset): readonly [Dataset, Dataset] {
  const of = (rows: number): Dataset => ({ ...dataset, articles: rows, tenancy: 'half', bodyLength: 40 });
  return [of(articles * 10), of(Math.ceil(articles / 10))];
}

/** Keelson beside itself: what a page costs must not depend on how deep it is, nor on how many rows there are. */
export async function measureDeep(dataset: Dataset, bench: Bench): Promise<Comparison> {
  const { options, progress, ground, cores, folder } = bench;
  const comparison = (): Comparison => ({
    work: 'deep',
    title,
    engine: ground.engine,
    sides,
    figure: 'totalCpu',
    rounds: progress.roundsOf('deep'),
  });
  if (progress.roundsOf('deep').length >= options.rounds) return comparison();
  const places: { readonly place: Place; readonly label: string }[] = [];
  for (const [index, rows] of deepDatasets(dataset).entries()) {
    console.log(`bench: deep: inserting ${rows.articles} articles`);
    const place = await ground.place();
    await seed(ground.engine, place.databaseUrl, rows);
    places.push({ place, label: sides[index]?.label ?? '' });
  }
  const withServers = async (run: (servers: readonly ServerProcess[]) => Promise<void>) => {
    const servers: ServerProcess[] = [];
    try {
      for (const { place, label } of places)
        servers.push(await started(presentProgram('keelson'), label, place, bench));
      await run(servers);
    } finally {
      for (const server of servers) await server.stop();
    }
  };
  let traffic: readonly Traffic[] = [];
  await withServers(async ([large, small]) => {
    if (!large || !small) return;
    const callers = new Callers(bench.mint);
    const deep = await deepestPage(large.url, callers.of(0), places[0]?.place.databaseUrl ?? '', ground);
    const plans = [
      await planOf(large.url, deep, callers),
      await planOf(small.url, pathOf(limit, null), callers),
    ];
    traffic = plans.map((plan, index) => new Traffic(plan, `${folder}/deep-${index}.requests`));
  });
  for (let round = progress.roundsOf('deep').length; round < options.rounds; round += 1) {
    console.log(`bench: deep: round ${round + 1} of ${options.rounds}`);
    await withServers(async (servers) => {
      const contenders = servers.map(
        (server, index) => new Contender(server, traffic[index] as Traffic, () => ground.cpuSeconds(), cores),
      );
      const samples: readonly Sample[] = await measureRound(contenders, round, {
        ...options,
        warmUp: 10_000,
      });
      progress.add('deep', samples);
    });
  }
  return comparison();
}

const pathOf = (size: number, cursor: string | null) =>
  `/v1/articles?filter[status]=${status}&sort=-createdAt&limit=${size}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;

/**
 * Walks to the end of the first organization's list and answers the last full page's path.
 * @throws Error unless its rows are the oldest ones
 */
export async function deepestPage(
  url: string,
  token: string,
  databaseUrl: string,
  { engine }: Pick<Ground, 'engine'>,
): Promise<string> {
  const oldest = await onDatabase(engine, databaseUrl, (query) =>
    query(
      `SELECT id FROM articles WHERE organization_id = ? AND status = ? ORDER BY created_at, id LIMIT ${longest}`,
      [organizationId(0), status],
    ),
  );
  const ages = new Map(oldest.map(({ id }, age) => [String(id), age]));
  let cursor: string | null = null;
  let size = longest;
  let last = '';
  for (;;) {
    const path = pathOf(size, cursor);
    const { data, page } = (await send(url, { path, token })).body as Page;
    if (size === longest && (page.next === null || data.some(({ id }) => ages.has(id)))) {
      // The end is near: from the same place on by small pages, of which the last full one is the deepest.
      size = limit;
      continue;
    }
    if (size === limit && data.length === limit) {
      if (!data.every(({ id }, index) => isOlder(ages, data[index - 1]?.id, id)))
        throw new Error(`bench: ${url}${path} does not return the oldest rows in order`);
      last = path;
    }
    if (page.next === null) return last;
    cursor = page.next;
  }
}

/** Rows that are not among the oldest come before all that are. */
function isOlder(ages: ReadonlyMap<string, number>, before: string | undefined, id: string): boolean {
  const age = (one: string) => ages.get(one) ?? Infinity;
  return before === undefined || age(before) >= age(id);
}

/** The same page over and over, asked for by all callers of the organization. */
async function planOf(url: string, path: string, callers: Callers): Promise<Plan> {
  const tokens = callers.all(0);
  const requests = tokens.map((token) => ({ path, token }));
  const { body, bytes } = await send(url, { path, token: tokens[0] ?? '' });
  return { requests, samples: requests.map((request) => ({ ...request, expected: body })), meanBytes: bytes };
}

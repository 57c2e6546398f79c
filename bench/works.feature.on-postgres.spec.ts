import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { claimRedisDatabase, createDatabase, freePort, type TestDatabase } from '@keelson/testing/servers';
import { usualDataset, type Dataset } from './data/articles.js';
import { audience, issuer, principals, TokenMint } from './data/principals.js';
import { seed } from './data/seed.js';
import { difference, without } from './equivalence.js';
import { ask, send } from './load/client.js';
import { startFloor } from './servers/floor/start.js';
import { ShopModule } from './servers/keelson-shop/shop.module.js';
import { startSealing } from './servers/keelson-sealing/start.js';
import { startSignIn } from './servers/keelson-sign-in/start.js';
import { startWith } from './servers/keelson/start.js';
import { ArticlesModule } from './servers/keelson/articles.js';
import { startNaive } from './servers/naive/start.js';
import type { StartServer, Stop } from './servers/serve.js';
import type { ServerSettings } from './servers/settings.js';
import { works } from './works/index.js';
import type { PlanInputs, Role, Side, Work } from './works/work.js';

/** A tiny round of every work: that it still runs, that all sides do the same, and that what they write is there. */

const engine = inject('engine');
const servers = inject('servers');
const dataset: Dataset = { ...usualDataset, articles: 160, organizations: 3, tenancy: 'half' };
const mint = new TokenMint();
const inputs: PlanInputs = { engine, dataset, mint, drafts: 40 };
/** Both in one: starting an application is what takes the time here. */
const startKeelson = startWith(ArticlesModule, ShopModule);
const programs: Readonly<Record<string, StartServer>> = {
  keelson: startKeelson,
  'keelson-keys': startKeelson,
  'keelson-shop': startKeelson,
  'keelson-sealing': startSealing,
  'keelson-sign-in': startSignIn,
  floor: startFloor,
  naive: startNaive,
};
const folder = mkdtempSync(join(tmpdir(), 'keelson-bench-'));
const databases: TestDatabase[] = [];
let redis: TestDatabase | null = null;
vi.stubEnv('BENCH_LOG_LEVEL', 'silent');

beforeAll(async () => {
  redis = servers.redis ? await claimRedisDatabase(servers) : null;
});
afterAll(async () => {
  await Promise.all([...databases.map((each) => each.drop()), redis?.drop()]);
  rmSync(folder, { recursive: true, force: true });
});

async function settingsFor(databaseUrl: string): Promise<ServerSettings> {
  const port = await freePort();
  const redisUrl = redis?.url ?? null;
  const { publicKey } = mint;
  return {
    databaseUrl,
    engine,
    redisUrl,
    port,
    poolSize: 4,
    publicKey,
    issuer,
    audience,
    principals,
    folder,
  };
}

async function databaseWith(articles: number): Promise<string> {
  const database = await createDatabase(engine, servers);
  databases.push(database);
  await seed(engine, database.url, { ...dataset, articles });
  return database.url;
}

const open: { start: StartServer; databaseUrl: string; url: string; stop: Stop }[] = [];

/** Starts a program on a database, once. */
async function serverOf(program: string, databaseUrl: string): Promise<string> {
  const start = programs[program] as StartServer;
  const known = open.find((one) => one.start === start && one.databaseUrl === databaseUrl);
  if (known) return known.url;
  const settings = await settingsFor(databaseUrl);
  const stop = await start(settings);
  const url = `http://127.0.0.1:${settings.port}`;
  open.push({ start, databaseUrl, url, stop });
  return url;
}

/**
 * Each side with its database; Keelson has made the tables of all of them. Here, where they take turns, they can share one,
 * unless a row can be used only once.
 */
async function sidesOf(work: Work, shared: string): Promise<Side[]> {
  const sides: Side[] = [];
  for (const role of ['keelson', 'floor', 'naive'] as const satisfies readonly Role[]) {
    const program = work.programs[role];
    if (!program) continue;
    const isFirst = sides.length === 0;
    const databaseUrl = isFirst || work.name !== 'action' ? shared : await databaseWith(0);
    await serverOf(work.programs.keelson, databaseUrl);
    sides.push({ role, label: role, url: await serverOf(program, databaseUrl), databaseUrl });
  }
  return sides;
}

describe('The bench', () => {
  const sides = new Map<Work, readonly Side[]>();

  beforeAll(async () => {
    const shared = await databaseWith(dataset.articles);
    for (const work of works) {
      // Another application with other migrations does not run on the tables of this one.
      const isUsual = programs[work.programs.keelson] === startKeelson;
      sides.set(work, await sidesOf(work, isUsual ? shared : await databaseWith(dataset.articles)));
    }
  }, 120_000);
  afterAll(async () => {
    await Promise.all(open.map(({ stop }) => stop()));
  });

  it.each(works)(
    'measures $name: all sides answer and write the same',
    async (work) => {
      const taking = sides.get(work) ?? [];
      const plans = await work.prepare(taking, inputs);
      for (const [index, side] of taking.entries()) {
        const plan = plans[index];
        if (!plan) throw new Error(`no plan for ${side.label}`);
        await work.reset?.(side, inputs);
        const requests = plan.requests.slice(0, 8);
        const answers = await Promise.all(requests.map((request) => send(side.url, request)));
        const bytes = answers.reduce((sum, answer) => sum + answer.bytes, 0) / answers.length;
        expect(bytes).toBeGreaterThan(plan.meanBytes * 0.5);
        const samples = plan.samples.slice(0, 4);
        for (const { expected, except = [], ...request } of samples)
          expect(difference(expected, without((await ask(side.url, request)).body, except))).toBeUndefined();
        const answered = requests.length + samples.length;
        await work.proveWritten?.(side, inputs, { least: answered, most: answered });
      }
    },
    60_000,
  );
});

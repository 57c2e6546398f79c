import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { claimRedisDatabase, createDatabase, type TestDatabase } from '@keelson/testing/servers';
import { bursts } from './background/burst.js';
import { usualDataset } from './data/articles.js';
import { audience, issuer, principals, TokenMint } from './data/principals.js';
import { seed } from './data/seed.js';
import { onDatabase } from './data/sql.js';
import { startBullmqRow } from './servers/bullmq-row/start.js';
import { startBullmq } from './servers/bullmq/start.js';
import type { Background, StartBackground } from './servers/control.js';
import { startFloorImport } from './servers/floor-import/start.js';
import { startGraphileWorker } from './servers/graphile-worker/start.js';
import { ParcelsModule } from './servers/keelson-background/parcels.js';
import { backgroundOf } from './servers/keelson-background/works.js';
import { importsOf } from './servers/keelson-import/works.js';
import { createBenchApplication } from './servers/keelson/application.js';
import { ArticlesModule } from './servers/keelson/articles.js';
import { BenchAuthorityModule } from './servers/keelson/authority.js';
import { startOutbox } from './servers/outbox/start.js';
import { startPgBoss } from './servers/pg-boss/start.js';
import type { ServerSettings } from './servers/settings.js';

/** A tiny burst of every background work, of Keelson and of all that it is measured beside. */

const engine = inject('engine');
const servers = inject('servers');
const mint = new TokenMint();
const folder = mkdtempSync(join(tmpdir(), 'keelson-bench-'));
const peersAreInstalled = existsSync(new URL('./peers/node_modules/.package-lock.json', import.meta.url));
const pieces = 12;
let settings: ServerSettings;
let places: (TestDatabase | null)[];
let keelson: Record<string, Background>;
vi.stubEnv('BENCH_LOG_LEVEL', 'silent');

beforeAll(async () => {
  const database = await createDatabase(engine, servers);
  const redis = servers.redis ? await claimRedisDatabase(servers) : null;
  places = [database, redis];
  const [databaseUrl, redisUrl] = [database.url, redis?.url ?? null];
  const { publicKey } = mint;
  settings = {
    databaseUrl,
    engine,
    redisUrl,
    port: 0,
    poolSize: 4,
    publicKey,
    issuer,
    audience,
    principals,
    folder,
  };
  await seed(engine, databaseUrl, { ...usualDataset, articles: 0 });
  const modules = [BenchAuthorityModule.with(settings), ArticlesModule, ParcelsModule];
  const application = await createBenchApplication(settings, 'all', modules);
  const [principal] = principals;
  const token = principal ? mint.token(principal) : '';
  keelson = { ...backgroundOf(application), import: importsOf(application, token) };
});
afterAll(async () => {
  await keelson?.['job']?.close();
  for (const place of places) await place?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const peers: Readonly<Record<string, StartBackground>> = {
  'floor-import': startFloorImport,
  outbox: startOutbox,
  bullmq: startBullmq,
  'bullmq-row': startBullmqRow,
  'graphile-worker': startGraphileWorker,
  'pg-boss': startPgBoss,
};

/** @returns how many starts it has timed */
async function trial(background: Background, starts: number): Promise<number> {
  await background.burst(pieces);
  return starts > 0 ? ((await background.starts?.(2))?.length ?? 0) : 0;
}

describe.each(bursts)('The bench measures $name', ({ name, servers: [, ...others], starts }) => {
  // A peer on the other engine is tried by the other project.
  const here = others.filter(
    ({ store = engine, installed }) => store === engine && (!installed || peersAreInstalled),
  );

  it('of Keelson', async () => {
    expect(await trial(keelson[name] as Background, starts)).toBe(starts > 0 ? 2 : 0);
  });

  it.each(here)('of $label', async ({ server }) => {
    const peer = await (peers[server] as StartBackground)(settings);
    try {
      expect(await trial(peer, starts)).toBe(starts > 0 ? 2 : 0);
    } finally {
      await peer.close();
    }
  });
});

describe('An import by hand', () => {
  it('writes the row, the audit entry and the event of each line, as Keelson does', async () => {
    const counted = (from: string) =>
      onDatabase(engine, settings.databaseUrl, async (query) =>
        Number((await query(`SELECT COUNT(*) AS n FROM ${from}`))[0]?.['n']),
      );
    const both = 2 * pieces;
    expect(await counted('articles')).toBe(both);
    expect(await counted("audit_entries WHERE action = 'articles:import'")).toBe(both);
    expect(await counted("outbox_events WHERE type = 'article.created'")).toBe(both);
  });
});

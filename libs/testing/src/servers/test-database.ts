import { setTimeout as pause } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { loadMysql, loadPostgres, loadRedis } from './drivers.js';

export type Engine = 'mysql' | 'postgres';

/** URLs of the servers of this run; null where the project of the test needs no such server. */
export interface TestServers {
  readonly mysql: string | null;
  readonly postgres: string | null;
  readonly redis: string | null;
}

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * An empty database of its own, for one test file:
 * `createDatabase(inject('engine'), inject('servers'))`.
 */
export async function createDatabase(engine: Engine, servers: TestServers): Promise<TestDatabase> {
  const server = servers[engine];
  if (!server) {
    throw new Error(
      `no ${engine} server is running: start it with startServers('${engine}'), or run the file in a vitest project for that engine`,
    );
  }
  const name = newDatabaseName();
  if (engine === 'mysql') await runOnMysql(server, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  else await runOnPostgres(server, `CREATE DATABASE ${name}`);
  return ownDatabase(engine, server, name);
}

/** Letters, digits and underscores only: it goes into statements as it is. */
export function newDatabaseName(): string {
  return `keelson_test_${randomBytes(8).toString('hex')}`;
}

/** The database of this name on a server, which exists, for one test file. */
export function ownDatabase(engine: Engine, server: string, name: string): TestDatabase {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () =>
      engine === 'mysql'
        ? runOnMysql(server, `DROP DATABASE IF EXISTS ${name}`)
        : // A pool that a failed test left open must not hide that failure behind this one.
          runOnPostgres(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** How long a claim holds that nobody gave back, in seconds: longer than any run of the tests. */
const claimSeconds = 3 * 60 * 60;

/**
 * An empty numbered database of the Redis server, for one test file; `drop` empties it again.
 * The claims stand in database 0, since a test may wipe its own.
 */
export async function claimRedisDatabase(servers: TestServers): Promise<TestDatabase> {
  const server = servers.redis;
  if (!server) throw new Error("no Redis server is running: start it with startServers('mysql')");
  return onRedis(server, async (client) => {
    const [, count] = (await client.config('GET', 'databases')) as [string, string];
    for (let index = 1; index < Number(count); index++) {
      await client.select(0);
      const claim = `keelson:test:claim:${index}`;
      if ((await client.set(claim, process.pid, 'EX', claimSeconds, 'NX')) !== 'OK') continue;
      await client.select(index);
      // Somebody's own data, on a server that is not ours: the claim stays, so that nobody looks here again.
      if ((await client.dbsize()) > 0) continue;
      const url = databaseOf(server, index);
      return {
        url,
        drop: async () => {
          await onRedis(url, (own) => own.flushdb());
          await onRedis(databaseOf(server, 0), (own) => own.del(claim));
        },
      };
    }
    throw new Error(`all ${count} databases of TEST_REDIS_URL are in use: empty one, or set another server`);
  });
}

function databaseOf(server: string, index: number): string {
  const url = new URL(server);
  url.pathname = `/${index}`;
  return url.href;
}

async function onRedis<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const driver = await loadRedis();
  const client = new driver.Redis(url, { maxRetriesPerRequest: 1 });
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}

async function runOnMysql(url: string, statement: string): Promise<void> {
  const { createConnection } = await loadMysql();
  const connection = await createConnection(url);
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

async function runOnPostgres(url: string, statement: string): Promise<void> {
  const { Client } = await loadPostgres();
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await persistently(() => client.query(statement));
  } finally {
    await client.end();
  }
}

/** A vacuum of the server's own may be at work in a database that is to go: only a superuser may end it, and it is soon over. */
async function persistently(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== '42501' || attempt === 20) throw error;
      await pause(500);
    }
  }
}

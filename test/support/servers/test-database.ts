import { setTimeout as pause } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';

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
      `no ${engine} server in this project: name the file *.feature.spec.ts, or put it into test/e2e`,
    );
  }
  // Letters, digits and underscores only: it goes into the statements as it is.
  const name = `keelson_test_${randomBytes(8).toString('hex')}`;
  const run = engine === 'mysql' ? runOnMysql : runOnPostgres;
  if (engine === 'mysql') await run(server, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  else await run(server, `CREATE DATABASE ${name}`);

  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () =>
      run(
        server,
        engine === 'mysql'
          ? `DROP DATABASE IF EXISTS ${name}`
          : // A pool that a failed test left open must not hide that failure behind this one.
            `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`,
      ),
  };
}

/** An empty numbered database of the Redis server, for one test file; `drop` empties it again. */
export async function claimRedisDatabase(servers: TestServers): Promise<TestDatabase> {
  if (!servers.redis) throw new Error('no Redis server in this project: only the project "mysql" has one');
  const client = new Redis(servers.redis, { maxRetriesPerRequest: 1 });
  try {
    const [, count] = (await client.config('GET', 'databases')) as [string, string];
    for (let index = 1; index < Number(count); index++) {
      await client.select(index);
      // Only an empty one, because the server may be somebody's own; the claim decides between two that saw it empty.
      if ((await client.dbsize()) > 0) continue;
      if ((await client.set('keelson:test:claim', process.pid, 'NX')) !== 'OK') continue;
      const url = new URL(servers.redis);
      url.pathname = `/${index}`;
      return { url: url.href, drop: () => emptyRedisDatabase(url.href) };
    }
    throw new Error(`all ${count} databases of TEST_REDIS_URL are in use: empty one, or name another server`);
  } finally {
    client.disconnect();
  }
}

async function emptyRedisDatabase(url: string): Promise<void> {
  const client = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    await client.flushdb();
  } finally {
    client.disconnect();
  }
}

async function runOnMysql(url: string, statement: string): Promise<void> {
  const connection = await createConnection(url);
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

async function runOnPostgres(url: string, statement: string): Promise<void> {
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

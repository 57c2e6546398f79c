import { startMariadb } from './mariadb.js';
import { startPostgres } from './postgres.js';
import { startRedis } from './redis.js';
import type { RunningServer } from './running-server.js';
import type { Engine, TestServers } from './test-database.js';

/** What a run on one engine needs. */
export interface StartedServers {
  readonly servers: TestServers;
  stop(): Promise<void>;
}

/**
 * Starts the servers of an engine, MySQL's with Redis beside it, or takes those that TEST_DATABASE_URL and TEST_REDIS_URL
 * name. What did start is stopped when another does not.
 */
export async function startServers(engine: Engine): Promise<StartedServers> {
  const running: RunningServer[] = [];
  const stop = async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
  };
  const start = async (starting: Promise<RunningServer>) => {
    const server = await starting;
    running.push(server);
    return server.url;
  };
  try {
    if (engine === 'postgres') {
      const postgres = await start(
        givenServer('TEST_DATABASE_URL', 'postgres') ?? startPostgres({ inMemory: true }),
      );
      return { servers: { mysql: null, redis: null, postgres }, stop };
    }
    const [mysql, redis] = await all([
      start(givenServer('TEST_DATABASE_URL', 'mysql') ?? startMariadb({ inMemory: true, settings: roomy })),
      start(givenServer('TEST_REDIS_URL', 'redis') ?? startRedis()),
    ]);
    return { servers: { mysql, redis, postgres: null }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The conformance kit alone writes 660 MB of redo log: no burst of it may fill the log. */
const roomy = { 'innodb-log-file-size': '1G' };

const KINDS = {
  TEST_DATABASE_URL: { 'mysql:': 'mysql', 'postgres:': 'postgres', 'postgresql:': 'postgres' },
  TEST_REDIS_URL: { 'redis:': 'redis', 'rediss:': 'redis' },
} as const;

/** The server somebody named for the tests; TEST_DATABASE_URL may name either engine, the other is then our own. */
function givenServer(variable: keyof typeof KINDS, kind: string): Promise<RunningServer> | undefined {
  const value = process.env[variable];
  if (!value) return undefined;
  const kinds: Readonly<Record<string, string>> = KINDS[variable];
  const given = URL.canParse(value) ? kinds[new URL(value).protocol] : undefined;
  if (!given) throw new Error(`${variable} must start with one of ${Object.keys(kinds).join('// ')}//`);
  return given === kind ? Promise.resolve({ url: value, stop: () => Promise.resolve() }) : undefined;
}

/** Like Promise.all, but waits for the others when one fails, so that what did start can be stopped. */
async function all<T extends readonly unknown[]>(promises: {
  readonly [K in keyof T]: Promise<T[K]>;
}): Promise<T> {
  await Promise.allSettled(promises);
  return (await Promise.all(promises)) as unknown as T;
}

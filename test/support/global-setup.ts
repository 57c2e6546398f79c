import type { TestProject } from 'vitest/node';
import './provided-context.js';
import { startMariadb, startPostgres, startRedis, type RunningServer } from './servers/index.js';

/** Starts what this project needs, once, before its first file; vitest skips projects without a selected file. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = Date.now();
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
    if (project.name === 'mysql') {
      const [mysql, redis] = await all([
        start(givenServer('TEST_DATABASE_URL', 'mysql') ?? startMariadb()),
        start(givenServer('TEST_REDIS_URL', 'redis') ?? startRedis()),
      ]);
      project.provide('servers', { mysql, redis, postgres: null });
    } else {
      const postgres = await start(givenServer('TEST_DATABASE_URL', 'postgres') ?? startPostgres());
      project.provide('servers', { mysql: null, redis: null, postgres });
    }
  } catch (error) {
    await stop();
    // One line that says what is missing: where in our code that was found helps nobody.
    if (error instanceof Error) error.stack = `${error.name}: ${error.message}`;
    throw error;
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(`servers: ${project.name} ready in ${seconds} s\n`);
  return stop;
}

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
  if (!given) throw new Error(`${variable} must begin with one of ${Object.keys(kinds).join('// ')}//`);
  return given === kind ? Promise.resolve({ url: value, stop: () => Promise.resolve() }) : undefined;
}

/** Like Promise.all, but waits for the others when one fails, so that what did start can be stopped. */
async function all<T extends readonly unknown[]>(promises: {
  readonly [K in keyof T]: Promise<T[K]>;
}): Promise<T> {
  await Promise.allSettled(promises);
  return (await Promise.all(promises)) as unknown as T;
}

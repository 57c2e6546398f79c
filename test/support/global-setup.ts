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
        start(givenServer(['mysql:', 'mariadb:'], 'TEST_DATABASE_URL') ?? startMariadb()),
        start(givenServer(['redis:', 'rediss:'], 'TEST_REDIS_URL') ?? startRedis()),
      ]);
      project.provide('servers', { mysql, redis, postgres: null });
    } else {
      const postgres = await start(
        givenServer(['postgres:', 'postgresql:'], 'TEST_DATABASE_URL') ?? startPostgres(),
      );
      project.provide('servers', { mysql: null, redis: null, postgres });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(`servers: ${project.name} ready in ${seconds} s\n`);
  return stop;
}

/** The server somebody named for the tests; TEST_DATABASE_URL may name either engine, the other is then our own. */
function givenServer(protocols: readonly string[], variable: string): Promise<RunningServer> | undefined {
  const value = process.env[variable];
  if (!value) return undefined;
  if (!URL.canParse(value)) throw new Error(`${variable} is not a URL`);
  if (!protocols.includes(new URL(value).protocol)) return undefined;
  return Promise.resolve({ url: value, stop: () => Promise.resolve() });
}

/** Like Promise.all, but waits for the others when one fails, so that what did start can be stopped. */
async function all<T extends readonly unknown[]>(promises: {
  readonly [K in keyof T]: Promise<T[K]>;
}): Promise<T> {
  await Promise.allSettled(promises);
  return (await Promise.all(promises)) as unknown as T;
}

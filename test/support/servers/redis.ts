import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { requireProgram } from './programs.js';
import {
  freePort,
  newPassword,
  serverFolder,
  type RunningServer,
  type ServerOptions,
} from './running-server.js';
import { supervise, waitUntilReady } from './supervise.js';

/** Enough for one database per test file; see `claimRedisDatabase`. */
const DATABASES = 512;

/** A private Redis on a free port, without persistence. */
export async function startRedis(options: ServerOptions = {}): Promise<RunningServer> {
  const program = await requireProgram('redis');
  const { folder, remove } = serverFolder('redis', options.directory);
  const port = options.port ?? (await freePort());
  const password = options.password ?? newPassword();
  const log = join(folder, 'redis.log');
  const settings = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `databases ${DATABASES}`,
    // BullMQ warns, rightly, of any other policy.
    'maxmemory-policy noeviction',
    'save ""',
    'appendonly no',
    `dir "${folder}"`,
  ];
  const file = join(folder, 'redis.conf');
  writeFileSync(file, `${settings.join('\n')}\n`, { mode: 0o600 });

  const server = await supervise({
    command: program.path,
    arguments: [file],
    environment: program.environment,
    log,
    signal: 'SIGTERM',
    remove,
  });
  const url = `redis://:${password}@127.0.0.1:${port}`;
  await waitUntilReady('Redis', server, log, () => ping(url));
  return { url, pid: server.pid, stop: () => server.stop() };
}

async function ping(url: string): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}

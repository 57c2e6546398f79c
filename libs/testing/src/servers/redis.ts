import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientTls, type Certificates } from './certificates.js';
import { loadRedis } from './drivers.js';
import { requireProgram, type WantedProgram } from './programs.js';
import {
  freePort,
  newPassword,
  serverFolder,
  type RunningServer,
  type ServerOptions,
} from './running-server.js';
import { supervise, waitUntilReady } from './supervise.js';

const redis: WantedProgram = {
  title: 'Redis',
  names: ['redis-server', 'valkey-server'],
  packagePattern: '^redis-server$',
  accepts: /v=\d/,
  fix: 'install Redis so that redis-server is in PATH, or set TEST_REDIS_URL=redis://host:port',
};

/** Enough for one database per test file; see `claimRedisDatabase`. */
const DATABASES = 512;

export interface RedisOptions extends ServerOptions {
  /** With them the server speaks TLS only, and asks for a client certificate. */
  readonly certificates?: Certificates;
}

/** A private Redis on a free port, without persistence. */
export async function startRedis(options: RedisOptions = {}): Promise<RunningServer> {
  const program = await requireProgram(redis);
  const { folder, remove } = serverFolder('redis', options);
  const port = options.port ?? (await freePort());
  const password = options.password ?? newPassword();
  const log = join(folder, 'redis.log');
  const settings = [
    'bind 127.0.0.1',
    ...(options.certificates ? tlsSettings(port, options.certificates) : [`port ${port}`]),
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
  const { certificates } = options;
  const url = `${certificates ? 'rediss://' : 'redis://'}:${password}@${certificates ? 'localhost' : '127.0.0.1'}:${port}`;
  await waitUntilReady('Redis', server, log, () => ping(url, certificates));
  return { url, pid: server.pid, stop: () => server.stop() };
}

/** TLS alone, and for clients with a certificate. */
function tlsSettings(port: number, { server, authority }: Certificates): string[] {
  return [
    'port 0',
    `tls-port ${port}`,
    `tls-cert-file "${server.cert}"`,
    `tls-key-file "${server.key}"`,
    `tls-ca-cert-file "${authority}"`,
    'tls-auth-clients yes',
  ];
}

async function ping(url: string, certificates?: Certificates): Promise<void> {
  const { Redis } = await loadRedis();
  const client = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    ...(certificates && { tls: clientTls(certificates) }),
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}

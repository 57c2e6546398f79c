import {
  appendFileSync,
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import type * as embeddedPostgres from '@keelson/embedded-postgres';
import { loadPeer } from '@keelson/runtime/ports';
import type { Certificates } from './certificates.js';
import { loadPostgres } from './drivers.js';
import { serverFolder, type RunningServer, type ServerOptions } from './running-server.js';
import { supervise } from './supervise.js';

/** Fast rather than durable, and with room for the pools of many test files at once. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: 400,
  // What a test database is copied by from its template, if it can be.
  file_copy_method: 'clone',
} as const;

type Embedded = Pick<typeof embeddedPostgres, 'startEmbeddedPostgres'>;

export interface PostgresOptions extends Pick<ServerOptions, 'inMemory'> {
  /** Brings the embedded server, by default the installed `@keelson/embedded-postgres`. */
  readonly load?: () => Promise<Embedded>;
  /** With them the server offers TLS. */
  readonly certificates?: Certificates;
}

/** The product's own embedded PostgreSQL in a temporary folder, set to speed rather than to durability. */
export async function startPostgres({
  certificates,
  load = embedded,
  ...options
}: PostgresOptions = {}): Promise<RunningServer> {
  const { folder, remove } = serverFolder('postgres', options);
  // It is started by our own process, so the supervisor only watches: it ends the postmaster when we can't.
  const watch = await supervise({ pidFolder: folder, signal: 'SIGINT', remove });
  try {
    const { startEmbeddedPostgres } = await load();
    const start = () => startEmbeddedPostgres({ directory: folder, log: () => {}, mayMove: false });

    // The product's role is no superuser and its settings are the product's, so ours go into the new cluster's file.
    const first = await start();
    const cluster = clusterFolder(folder);
    await first.stop();
    const tls = certificates ? tlsSettings(cluster, certificates) : {};
    const lines = Object.entries({ ...SETTINGS, ...tls }).map(([name, value]) => `${name} = ${value}`);
    appendFileSync(join(cluster, 'postgresql.conf'), `\n${lines.join('\n')}\n`);

    const server = await start();
    await cheapenConnections(server.url);
    return {
      url: server.url,
      pid: Number.parseInt(readFileSync(join(cluster, 'postmaster.pid'), 'utf8'), 10),
      async stop() {
        await server.stop();
        await watch.stop();
      },
    };
  } catch (error) {
    await watch.stop();
    throw error;
  }
}

/** Tests open thousands of connections, and the usual 4,096 rounds of its password cost each 3 ms of the client. */
async function cheapenConnections(url: string): Promise<void> {
  const { Client } = await loadPostgres();
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('SET scram_iterations = 1');
  await client.query(
    `ALTER ROLE CURRENT_USER PASSWORD ${client.escapeLiteral(decodeURIComponent(new URL(url).password))}`,
  );
  await client.end();
}

/** The server reads a key only if it is its own user's and nobody else may read it. */
function tlsSettings(cluster: string, { server, authority }: Certificates): Record<string, string> {
  const { uid, gid } = statSync(join(cluster, 'postgresql.conf'));
  const files = { ssl_cert_file: server.cert, ssl_key_file: server.key, ssl_ca_file: authority };
  const settings = Object.entries(files).map(([name, source]) => {
    const copy = join(cluster, `${name}.pem`);
    copyFileSync(source, copy);
    chmodSync(copy, 0o600);
    chownSync(copy, uid, gid);
    return [name, `'${copy}'`] as const;
  });
  return { ssl: 'on', ...Object.fromEntries(settings) };
}

/** Imported late: tests on the other engine do without it. */
function embedded(): Promise<Embedded> {
  return loadPeer({
    name: '@keelson/embedded-postgres',
    peerOf: '@keelson/testing',
    from: import.meta.url,
    because: 'Tests on PostgreSQL start a server unless TEST_DATABASE_URL is set',
    load: () => import('@keelson/embedded-postgres'),
  });
}

function clusterFolder(folder: string): string {
  const folders = readdirSync(folder).map((name) => join(folder, name));
  const cluster = folders.find((each) => existsSync(join(each, 'postgresql.conf')));
  if (!cluster) throw new Error(`the embedded PostgreSQL created no postgresql.conf in ${folder}`);
  return cluster;
}

import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverFolder, type RunningServer } from './running-server.js';
import { supervise } from './supervise.js';

/** Fast rather than durable, and with room for the pools of many test files at once. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: 400,
} as const;

/** The product's own embedded PostgreSQL in a temporary folder, set to speed rather than to durability. */
export async function startPostgres(): Promise<RunningServer> {
  const { folder, remove } = serverFolder('postgres', undefined);
  // It is started by our own process, so the supervisor only watches: it ends the postmaster when we can't.
  const watch = await supervise({ pidFolder: folder, signal: 'SIGINT', remove });
  try {
    // Only here: tests on the other engine do without it.
    const { startEmbeddedPostgres } = await import('../../../libs/platform/src/embedded-postgres/index.js');
    const start = () => startEmbeddedPostgres({ directory: folder, log: () => {}, mayMove: false });

    // The product's role is no superuser and its settings are the product's, so ours go into the new cluster's file.
    const first = await start();
    const cluster = clusterFolder(folder);
    await first.stop();
    const lines = Object.entries(SETTINGS).map(([name, value]) => `${name} = ${value}`);
    appendFileSync(join(cluster, 'postgresql.conf'), `\n${lines.join('\n')}\n`);

    const server = await start();
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

function clusterFolder(folder: string): string {
  const folders = readdirSync(folder).map((name) => join(folder, name));
  const cluster = folders.find((each) => existsSync(join(each, 'postgresql.conf')));
  if (!cluster) throw new Error(`the embedded PostgreSQL left no postgresql.conf below ${folder}`);
  return cluster;
}

import { Client } from 'pg';
import { serverFolder, type RunningServer } from './running-server.js';
import { supervise } from './supervise.js';

/** The product's own embedded PostgreSQL in a temporary folder, set to speed rather than to durability. */
export async function startPostgres(): Promise<RunningServer> {
  const { folder, remove } = serverFolder('postgres', undefined);
  // It is started by our own process, so the supervisor only watches: it ends the postmaster when we can't.
  const watch = await supervise({ pidFolder: folder, signal: 'SIGINT', remove });
  try {
    // Only here: tests on the other engine do without it.
    const { startEmbeddedPostgres } = await import('../../../libs/platform/src/embedded-postgres/index.js');
    const lines: string[] = [];
    const server = await startEmbeddedPostgres({
      directory: folder,
      log: (line) => void lines.push(line),
    });
    await preferSpeed(server.url);
    return {
      url: server.url,
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

async function preferSpeed(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      await client.query(`ALTER SYSTEM SET ${setting} = off`);
    }
    await client.query('SELECT pg_reload_conf()');
  } finally {
    await client.end();
  }
}

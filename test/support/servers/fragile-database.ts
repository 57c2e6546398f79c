import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import {
  createDatabase,
  type Engine,
  freePort,
  newPassword,
  serverFolder,
  startMariadb,
  supervise,
} from '@keelson/testing/servers';

/** A database of one's own that can go away and come back under the same URL, with all it has acknowledged. */
export interface FragileDatabase {
  readonly url: string;
  /** `kill -9` or, politely, the server's own way to shut down while clients are connected. */
  takeAway(how: 'kill' | 'shutdown'): Promise<void>;
  bringBack(): Promise<void>;
  remove(): Promise<void>;
}

export function startFragileDatabase(engine: Engine): Promise<FragileDatabase> {
  return engine === 'mysql' ? fragileMariadb() : fragilePostgres();
}

async function fragileMariadb(): Promise<FragileDatabase> {
  const { folder, remove } = serverFolder('fragile', { inMemory: true });
  // Deletes the folder in the end, whatever becomes of the tests.
  const watch = await supervise({ pidFolder: folder, signal: 'SIGTERM', remove });
  const options = { directory: folder, port: await freePort(), password: newPassword() };
  let server = await startMariadb(options);
  const database = await createDatabase('mysql', { mysql: server.url, postgres: null, redis: null });
  return {
    url: database.url,
    async takeAway(how) {
      if (how === 'kill' && server.pid) process.kill(server.pid, 'SIGKILL');
      await server.stop();
    },
    async bringBack() {
      server = await startMariadb(options);
    },
    async remove() {
      await server.stop();
      await watch.stop();
    },
  };
}

/** The embedded server takes a new port at each start, so a forwarder keeps the old one. */
async function fragilePostgres(): Promise<FragileDatabase> {
  const { folder, remove } = serverFolder('fragile', { inMemory: true });
  const watch = await supervise({ pidFolder: folder, signal: 'SIGINT', remove });
  const { startEmbeddedPostgres } = await import('@keelson/embedded-postgres');
  const start = () => startEmbeddedPostgres({ directory: folder, log: () => {}, mayMove: false });
  let server = await start();
  const forwarder = await Forwarder.to(server.url);
  const stop = async () => {
    // As with the server itself: who connects now is refused.
    await forwarder.close();
    await server.stop();
  };
  return {
    url: forwarder.url,
    async takeAway(how) {
      if (how === 'kill') process.kill(pidIn(join(folder, 'cluster')), 'SIGKILL');
      await stop();
    },
    async bringBack() {
      server = await start();
      await forwarder.open(server.url);
    },
    async remove() {
      await stop();
      await watch.stop();
    },
  };
}

/** A port that stays while the server behind it comes and goes. */
class Forwarder {
  private server: Server | null = null;
  private port = 0;

  private constructor(private target: URL) {}

  static async to(url: string): Promise<Forwarder> {
    const forwarder = new Forwarder(new URL(url));
    await forwarder.open(url);
    return forwarder;
  }

  /** The server's URL, with the port that stays. */
  get url(): string {
    const url = new URL(this.target);
    url.port = String(this.port);
    return url.href;
  }

  async open(url: string): Promise<void> {
    this.target = new URL(url);
    this.server = createServer((socket) => this.forward(socket));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Takes nobody new; connections end when the server ends them. */
  async close(): Promise<void> {
    if (!this.server?.listening) return;
    this.server.close();
    await new Promise((resolve) => setImmediate(resolve));
  }

  private forward(socket: Socket): void {
    const behind = connect(Number(this.target.port), this.target.hostname);
    for (const [from, to] of [
      [socket, behind],
      [behind, socket],
    ] as const) {
      from.on('error', () => to.destroy());
      from.pipe(to);
    }
  }
}

function pidIn(cluster: string): number {
  return Number.parseInt(readFileSync(join(cluster, 'postmaster.pid'), 'utf8'), 10);
}

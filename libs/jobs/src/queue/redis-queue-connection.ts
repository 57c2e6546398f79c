import { Logger } from '@nestjs/common';
import type { Redis, RedisOptions } from 'ioredis';
import { type ServerTls, tlsOptions, within } from '@keelson/runtime/ports';
import { OutageLog } from './outage-log.js';
import { handoverLimitMs, QueueConnection } from './queue-connection.js';

/** Where Redis is, and how the connections are encrypted. */
interface RedisAddress {
  readonly redisUrl: string;
  readonly tls?: ServerTls | null;
}

/** Jobs on Redis: one connection for all producers, one for all workers, and one that blocks for each worker. */
export class RedisQueueConnection extends QueueConnection {
  readonly outage = new OutageLog(new Logger('Queue'), 'Redis');
  /** Production begins without Redis: requests are answered, readiness says no, and workers begin when it comes. */
  readonly neededAtStart = false;
  readonly keyPrefix: string;
  readonly producing: Redis;
  readonly consuming: Redis;
  private readonly clients = new Set<Redis>();

  private constructor(
    private readonly Client: typeof Redis,
    { redisUrl, tls }: RedisAddress,
    installation: string,
  ) {
    super();
    // The braces keep all of an installation's keys in one slot of a Redis Cluster, as BullMQ needs.
    this.keyPrefix = `{keelson-${installation}}`;
    const address = addressOf(redisUrl, tls ?? null);
    this.producing = this.open({
      ...address,
      connectionName: 'keelson:producers',
      // A request waits for this: fail instead of keeping commands, without bound, for a server that may not return.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      commandTimeout: handoverLimitMs,
    });
    this.consuming = this.open({
      ...address,
      connectionName: 'keelson:workers',
      // BullMQ's blocking commands must outlive any outage.
      maxRetriesPerRequest: null,
    });
  }

  /**
   * Connects; waits for the first answer, but not for long: a Redis that comes later is as good.
   * @param installation its id
   */
  static async open(address: RedisAddress, installation: string): Promise<RedisQueueConnection> {
    // Without Redis, nobody loads its client.
    const { Redis: Client } = await import('ioredis');
    const connection = new RedisQueueConnection(Client, address, installation);
    await connection.answers(handoverLimitMs).catch(() => undefined);
    return connection;
  }

  async connected(limitMs: number): Promise<void> {
    const client = this.producing;
    if (client.status === 'ready') return;
    // Whoever comes late in an outage need not wait to learn of it.
    if (this.outage.duration > limitMs || client.status === 'end') throw new Error('Redis is unavailable.');
    await within(limitMs, ready(client), `Redis did not respond within ${limitMs} ms.`);
  }

  async answers(limitMs: number): Promise<void> {
    const ping = async () => {
      await this.connected(limitMs);
      await this.producing.ping();
    };
    await within(limitMs, ping(), `Redis did not respond within ${limitMs} ms.`);
    this.readyAgain();
  }

  async takesWrites(limitMs: number): Promise<void> {
    const write = async () => {
      await this.connected(limitMs);
      await this.producing.set(`${this.keyPrefix}:readiness`, '1', 'PX', 1_000);
    };
    await within(limitMs, write(), `Redis did not respond within ${limitMs} ms.`);
    this.readyAgain();
  }

  breakOff(): void {
    for (const client of this.clients) if (client !== this.producing) end(client);
  }

  async close(): Promise<void> {
    this.outage.end();
    const ended = [...this.clients].map((client) => new Promise((resolve) => client.once('end', resolve)));
    for (const client of this.clients) end(client);
    await within(1_000, Promise.all(ended), 'Redis connections could not be closed.').catch(() => undefined);
  }

  private open(options: RedisOptions): Redis {
    const client = new this.Client({
      ...options,
      connectTimeout: 5_000,
      disconnectTimeout: 500,
      keepAlive: 10_000,
      // Jittered, so that the processes of an installation do not come back in step.
      retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 5), 2_000) * (0.5 + Math.random() / 2),
    });
    // BullMQ makes the blocking connections of its workers this way; they are to be watched and ended like the others.
    client.duplicate = (override) => this.open({ ...client.options, ...override });
    client.on('error', (error) => this.outage.lost(error));
    client.on('ready', () => this.readyAgain());
    client.on('end', () => this.clients.delete(client));
    // Each queue and worker listens on the shared connections; BullMQ counts up from here, so "no limit" (0) won't do.
    client.setMaxListeners(200);
    this.clients.add(client);
    return client;
  }

  /** An outage may have begun with an answer that came too late, so a connection that breaks is not its only end. */
  private readyAgain(): void {
    if ([...this.clients].every((client) => client.status === 'ready')) this.outage.back();
  }
}

/** ioredis reads the options of an address from its query as well; those of a queue are not for the address to say. */
function addressOf(url: string, tls: ServerTls | null): RedisOptions {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port ? Number(port) : 6379,
    db: Number(pathname.slice(1) || '0'),
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...((tls ?? protocol === 'rediss:') && { tls: tlsOptions(tls ?? { verify: 'full' }, hostname) }),
  };
}

function ready(client: Redis): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void) => () => {
      client.off('ready', came);
      client.off('end', ended);
      outcome();
    };
    const came = settle(resolve);
    const ended = settle(() => reject(new Error('The connection to Redis was closed.')));
    client.once('ready', came);
    client.once('end', ended);
  });
}

/** Between two attempts to connect, ioredis forgets who waits when it is told to disconnect; while connecting it tells them. */
function end(client: Redis): void {
  if (client.status === 'reconnecting') client.connect().catch(() => undefined);
  client.disconnect();
}

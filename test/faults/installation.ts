import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { dataFolder } from '../support/keelson-process.js';
import { type Engine, freePort, newPassword, type RunningServer, startRedis } from '@keelson/testing/servers';
import { startFragileDatabase, type FragileDatabase } from '../support/servers/fragile-database.js';
import { ServerSlot, type Role } from './server-slot.js';

/** Which processes make an installation. */
export const topologies = {
  one: ['all'],
  pair: ['all', 'all'],
  split: ['api', 'api', 'worker', 'worker'],
  transfers: ['api', 'worker'],
} as const satisfies Record<string, readonly Role[]>;
export type Topology = keyof typeof topologies;

/** Database, Redis where there is one, and the product's processes: all started here, all to be killed. */
export class Installation {
  private readonly data = dataFolder();
  private redis: RunningServer | null = null;
  private readonly redisAt = { port: 0, password: newPassword() };
  slots: readonly ServerSlot[] = [];

  private constructor(
    readonly engine: Engine,
    private readonly database: FragileDatabase,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** @param environment of every process, beside the settings */
  static async start(engine: Engine, environment: Readonly<Record<string, string>>): Promise<Installation> {
    const installation = new Installation(engine, await startFragileDatabase(engine), environment);
    if (engine === 'mysql') {
      installation.redisAt.port = await freePort();
      await installation.bringRedisBack();
    }
    return installation;
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  get hasRedis(): boolean {
    return this.engine === 'mysql';
  }

  /** Ends the processes that there are, and lays out others; they are not started yet. */
  async arrange(topology: Topology): Promise<void> {
    await Promise.all(this.slots.map((slot) => slot.end('SIGTERM')));
    const settings = {
      NODE_ENV: 'test',
      DATABASE_URL: this.databaseUrl,
      REDIS_URL: this.hasRedis ? this.redisUrl : '',
      KEELSON_DATA: this.data.path,
      ACCESS_TOKEN_SECONDS: '3600',
      RATE_LIMIT_PER_MINUTE: '10000000',
      SIGN_IN_LIMIT_PER_MINUTE: '100000',
      LOG_FORMAT: 'json',
      ...this.environment,
    };
    this.slots = await Promise.all(
      topologies[topology].map(async (role) => new ServerSlot(role, await freePort(), settings)),
    );
  }

  /** Where clients may ask now. */
  readonly addresses = (): readonly string[] =>
    this.slots.filter(({ role, listens }) => role !== 'worker' && listens).map(({ url }) => url);

  async killDatabase(awayMs: number): Promise<void> {
    await this.database.takeAway('kill');
    await pause(awayMs);
    await this.database.bringBack();
  }

  async killRedis(awayMs: number): Promise<void> {
    if (this.redis?.pid) process.kill(this.redis.pid, 'SIGKILL');
    await this.redis?.stop();
    await pause(awayMs);
    await this.bringRedisBack();
  }

  async wipeRedis(): Promise<void> {
    const client = new Redis(this.redisUrl, { maxRetriesPerRequest: 1 });
    client.on('error', () => undefined);
    try {
      await client.flushall();
    } finally {
      client.disconnect();
    }
  }

  async remove(): Promise<void> {
    await Promise.all(this.slots.map((slot) => slot.end('SIGKILL')));
    await this.redis?.stop();
    await this.database.remove();
    this.data.remove();
  }

  private get redisUrl(): string {
    return `redis://:${this.redisAt.password}@127.0.0.1:${this.redisAt.port}/0`;
  }

  private async bringRedisBack(): Promise<void> {
    this.redis = await startRedis(this.redisAt);
  }
}

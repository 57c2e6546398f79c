import { Logger } from '@nestjs/common';
import {
  assertSchemaCompatibility,
  LATEST_SCHEMA_VERSION,
  runMigrations,
  SchemaMigrationRequiredError,
} from 'bullmq';
import {
  newPostgresClient,
  openPostgresPool,
  postgresAddress,
  stateOfPostgresPool,
  type PostgresClient,
  type PostgresPool,
  type PostgresPoolClient,
} from '@keelson/sql/ports';
import { within } from '@keelson/runtime/ports';
import type { PoolState } from '@keelson/runtime/ports';
import { OutageLog } from './outage-log.js';
import { handoverLimitMs, QueueConnection, type QueueConnectionOptions } from './queue-connection.js';
import { listenAlways, QueuePool } from './queue-pool.js';

/** BullMQ's own schema: the comparison of entities and tables looks at the public one only. */
export const queueSchema = 'bullmq';

/** A limit counts by the second; the rest is what right clocks may differ by. */
const longestLimitMs = 2_000;

/** Connections for statements, beside one for each worker that listens. */
const statementConnections = 4;

/** Jobs on PostgreSQL, for an installation without Redis: one pool for all queues and workers of the process. */
export class PostgresQueueConnection extends QueueConnection {
  /** The same server as the database's, without which nothing begins. */
  readonly neededAtStart = true;
  /** The tables are in the installation's own database. */
  readonly keyPrefix = 'keelson';
  readonly producing: QueuePool;
  readonly consuming: QueuePool;

  private constructor(
    private readonly pool: PostgresPool,
    readonly outage: OutageLog,
  ) {
    super();
    this.producing = new QueuePool(
      pool,
      (error) => outage.lost(error),
      () => outage.back(),
    );
    this.consuming = this.producing;
  }

  /** Connects, and brings BullMQ's tables up to date. @throws Error when the server can't be used. */
  static async open({
    database,
    workers,
    failures,
  }: QueueConnectionOptions): Promise<PostgresQueueConnection> {
    const outage = new OutageLog(new Logger('Queue'), 'PostgreSQL');
    const pool = await openPostgresPool(
      {
        ...postgresAddress({
          ...database,
          url: inQueueSchema(database.url),
          connectTimeoutMs: Math.min(database.connectTimeoutMs, handoverLimitMs),
        }),
        application_name: 'keelson-queue',
        max: statementConnections + workers,
        query_timeout: 5_000,
        keepAlive: true,
        keepAliveInitialDelayMillis: 10_000,
      },
      failures,
    );
    pool.on('error', (error) => outage.lost(error));
    pool.on('connect', (client: PostgresPoolClient) => {
      outage.back();
      listenAlways(client, (error) => outage.lost(error));
    });
    // Each queue and worker adds a listener of its own.
    pool.setMaxListeners(0);
    const connection = new PostgresQueueConnection(pool, outage);
    try {
      await migrate(database);
    } catch (error) {
      await connection.close();
      throw error;
    }
    return connection;
  }

  /** The pool connects with the statement, in bounded time. */
  connected(): Promise<void> {
    return Promise.resolve();
  }

  async answers(limitMs: number): Promise<void> {
    await within(
      limitMs,
      this.producing.query('SELECT 1'),
      `PostgreSQL did not respond within ${limitMs} ms.`,
    );
  }

  async takesWrites(limitMs: number): Promise<void> {
    // Refused by a server or a session that is read-only, though it would find nothing.
    const write = this.producing.query('DELETE FROM rate_limit WHERE FALSE');
    await within(limitMs, write, `PostgreSQL did not respond within ${limitMs} ms.`);
  }

  /** BullMQ writes the end of a limit's second by the clock of the worker: others would wait until theirs is there. */
  override async mendLimits(): Promise<void> {
    await this.producing.query(
      `WITH present AS (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS ms) DELETE FROM rate_limit USING present WHERE expire_at_ms NOT BETWEEN ms AND ms + ${longestLimitMs}`,
    );
  }

  override poolState(): PoolState {
    return stateOfPostgresPool(this.pool);
  }

  /** Statements are bounded by the pool; there is nothing that waits longer. */
  breakOff(): void {}

  async close(): Promise<void> {
    this.outage.end();
    if (!this.pool.ending) await this.pool.end();
  }
}

/**
 * Brings the tables up to date, once: processes that start together take turns at BullMQ's advisory lock. A role that
 * may not create a schema does as long as somebody else has migrated.
 */
async function migrate(database: QueueConnectionOptions['database']): Promise<void> {
  const client = await newPostgresClient({
    ...postgresAddress({ ...database, url: inQueueSchema(database.url) }),
    application_name: 'keelson-queue-migrations',
    // Also the longest wait for the other's migrations.
    query_timeout: 60_000,
  });
  // Without a listener a connection that breaks off would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    if ((await migratedVersion(client)) < LATEST_SCHEMA_VERSION) await runMigrations(client, queueSchema);
  } finally {
    await client.end();
  }
}

async function migratedVersion(client: PostgresClient): Promise<number> {
  try {
    return await assertSchemaCompatibility(client, queueSchema);
  } catch (error) {
    if (error instanceof SchemaMigrationRequiredError) return -1;
    throw error;
  }
}

/** A pool of our own must put the schema into the search path; an option in the URL would take the place of one beside it. */
function inQueueSchema(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  const options = [url.searchParams.get('options'), `-c search_path=${queueSchema}`]
    .filter(Boolean)
    .join(' ');
  url.searchParams.set('options', options);
  return url.href;
}

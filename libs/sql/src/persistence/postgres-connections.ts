import type { EventEmitter } from 'node:events';
import { loadPostgres } from './drivers.js';
import type { FailureLog } from './failures/failure-log.js';
import { watchedPostgresPool } from './failures/postgres-pool.js';

/*
 * pg is an optional peer: whoever has MySQL compiles against these declarations without its types. So they name what
 * other packages need of its connections.
 */

interface Queryable extends EventEmitter {
  query<R>(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: R[]; readonly rowCount: number | null }>;
}

/** pg's `Client`. */
export interface PostgresClient extends Queryable {
  connect(): Promise<void>;
  end(): Promise<void>;
}

/** pg's `PoolClient`. */
export interface PostgresPoolClient extends Queryable {
  release(destroy?: boolean): void;
}

/** pg's `Pool`. */
export interface PostgresPool extends Queryable {
  readonly ending: boolean;
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly max: number };
  connect(): Promise<PostgresPoolClient>;
  end(): Promise<void>;
}

/**
 * A pool beside TypeORM's, which lends no client that is known to be no good.
 * @param options of pg's `Pool`
 * @throws PlatformError when pg is not installed
 */
export async function openPostgresPool(options: object, failures: FailureLog): Promise<PostgresPool> {
  const Pool = watchedPostgresPool(await loadPostgres());
  return new Pool(options, failures) as unknown as PostgresPool;
}

/**
 * A client that is not connected yet.
 * @param options of pg's `Client`
 * @throws PlatformError when pg is not installed
 */
export async function newPostgresClient(options: object): Promise<PostgresClient> {
  const { Client } = await loadPostgres();
  return new Client(options) as unknown as PostgresClient;
}

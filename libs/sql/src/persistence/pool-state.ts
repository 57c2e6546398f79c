import type { DataSource } from 'typeorm';
import type { PoolState } from '@keelson/runtime/ports';

/** What pg's pools tell of themselves. */
interface PostgresPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly max: number };
}

/** mysql2 tells only whoever looks. */
interface MysqlPool {
  readonly config: { readonly connectionLimit: number };
  readonly _allConnections: { readonly length: number };
  readonly _freeConnections: { readonly length: number };
  readonly _connectionQueue: { readonly length: number };
}

export function stateOfPostgresPool(pool: PostgresPool): PoolState {
  const { totalCount, idleCount, waitingCount, options } = pool;
  return { inUse: totalCount - idleCount, idle: idleCount, waiting: waitingCount, max: options.max };
}

/** The state of TypeORM's pool on either engine; null once it is closed. */
export function stateOfDatabasePool({ driver }: Pick<DataSource, 'driver'>): PoolState | null {
  const { pool, master } = driver as unknown as { readonly pool?: MysqlPool; readonly master?: PostgresPool };
  if (master) return stateOfPostgresPool(master);
  if (!pool) return null;
  const { _allConnections: all, _freeConnections: free, _connectionQueue: queue, config } = pool;
  return {
    inUse: all.length - free.length,
    idle: free.length,
    waiting: queue.length,
    max: config.connectionLimit,
  };
}

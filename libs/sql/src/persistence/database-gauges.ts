import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics, PoolMetrics, type PoolState } from '@keelson/runtime/ports';
import { stateOfDatabasePool } from './pool-state.js';
import { SqlDatabase } from './sql-database.js';

/** What waits for the database, in this process. */
@Injectable()
export class DatabaseGauges {
  constructor(
    metrics: Metrics,
    pools: PoolMetrics,
    private readonly database: SqlDatabase,
  ) {
    pools.add('database', () => this.state());
    new Gauge({
      name: 'keelson_row_waiting',
      help: 'Transactions waiting in memory, without a connection, because other transactions hold or wait for the lock on the same row.',
      registers: [metrics.registry],
      collect() {
        this.set(database.connections.rows.waiting);
      },
    });
  }

  private state(): PoolState | null {
    const { dataSource, connections } = this.database;
    const state = stateOfDatabasePool(dataSource);
    return state && { ...state, waiting: state.waiting + connections.waiting };
  }
}

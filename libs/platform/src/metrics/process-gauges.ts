import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { createRequire } from 'node:module';
import { Gauge } from 'prom-client';
import { type PoolState, SqlDatabase, stateOfDatabasePool } from '../persistence/ports.js';
import { RuntimeSettings } from '../runtime/ports.js';
import { QueueConnection } from '../queue/ports.js';
import { measureProcess, Metrics } from '../telemetry/ports.js';

const { version } = createRequire(import.meta.url)('@keelson/platform/package.json') as { version: string };

/** What this process can tell at any moment, without asking anybody. */
@Injectable()
export class ProcessGauges implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly runtime: RuntimeSettings,
    private readonly database: SqlDatabase,
    private readonly queue: QueueConnection,
    private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    measureProcess();
    this.build();
    this.pools();
    const { queue, host, database } = this;
    const registers = [this.metrics.registry];
    new Gauge({
      name: 'keelson_queue_up',
      help: '1 if this process can reach the server that holds the job queue, 0 if it cannot.',
      registers,
      collect() {
        this.set(queue.outage.duration === 0 ? 1 : 0);
      },
    });
    new Gauge({
      name: 'keelson_row_waiting',
      help: 'Transactions waiting in memory, without a connection, because other transactions hold or wait for the lock on the same row.',
      registers,
      collect() {
        this.set(database.connections.rows.waiting);
      },
    });
    new Gauge({
      name: 'http_requests_in_flight',
      help: 'Connections with a request in progress, including this scrape.',
      registers,
      collect() {
        this.set((host.httpAdapter as { requestsInFlight?: number }).requestsInFlight ?? 0);
      },
    });
  }

  private build(): void {
    const build = new Gauge({
      name: 'keelson_build_info',
      help: 'Always 1; the labels show the running version.',
      labelNames: ['version', 'node', 'role'],
      registers: [this.metrics.registry],
    });
    build.set({ version, node: process.versions.node, role: this.runtime.role }, 1);
  }

  private pools(): void {
    const registers = [this.metrics.registry];
    const connections = new Gauge({
      name: 'keelson_pool_connections',
      help: 'Connections to a server, by pool and state.',
      labelNames: ['pool', 'state'],
      registers,
      collect: () =>
        this.states().forEach(([pool, { inUse, idle }]) => {
          connections.set({ pool, state: 'in_use' }, inUse);
          connections.set({ pool, state: 'idle' }, idle);
        }),
    });
    const waiting = new Gauge({
      name: 'keelson_pool_waiting',
      help: 'Requests and jobs waiting for a connection, by pool.',
      labelNames: ['pool'],
      registers,
      collect: () => this.states().forEach(([pool, state]) => waiting.set({ pool }, state.waiting)),
    });
    const max = new Gauge({
      name: 'keelson_pool_connections_max',
      help: 'Maximum number of connections, by pool.',
      labelNames: ['pool'],
      registers,
      collect: () => this.states().forEach(([pool, state]) => max.set({ pool }, state.max)),
    });
  }

  /** Redis needs no pool: its connections carry many commands at a time. */
  private states(): readonly (readonly [pool: string, state: PoolState])[] {
    const { dataSource, connections } = this.database;
    const database = stateOfDatabasePool(dataSource);
    const queue = this.queue.poolState();
    return [
      ...(database
        ? [['database', { ...database, waiting: database.waiting + connections.waiting }] as const]
        : []),
      ...(queue ? [['queue', queue] as const] : []),
    ];
  }
}

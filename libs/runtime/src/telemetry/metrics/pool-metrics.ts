import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from './metrics.js';

/** A pool of connections, at one moment. */
export interface PoolState {
  readonly inUse: number;
  readonly idle: number;
  /** Those who wait for a connection. */
  readonly waiting: number;
  readonly max: number;
}

/** The gauges of all pools of connections; whatever has a pool adds it. */
@Injectable()
export class PoolMetrics {
  private readonly pools = new Map<string, () => PoolState | null>();

  constructor(metrics: Metrics) {
    const registers = [metrics.registry];
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

  /** @param state is asked at each scrape, without a question to a server; null while there is no pool */
  add(pool: string, state: () => PoolState | null): void {
    this.pools.set(pool, state);
  }

  private states(): readonly (readonly [pool: string, state: PoolState])[] {
    return [...this.pools].flatMap(([pool, read]) => {
      const state = read();
      return state ? [[pool, state] as const] : [];
    });
  }
}

import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics, PoolMetrics } from '@keelson/runtime/ports';
import { QueueConnection } from './queue-connection.js';

/** This process's connections to the server that carries jobs. Redis needs no pool: its connections carry many commands at a time. */
@Injectable()
export class QueueGauges {
  constructor(metrics: Metrics, pools: PoolMetrics, queue: QueueConnection) {
    pools.add('queue', () => queue.poolState());
    new Gauge({
      name: 'keelson_queue_up',
      help: '1 if this process can reach the server that holds the job queue, 0 if it cannot.',
      registers: [metrics.registry],
      collect() {
        this.set(queue.outage.duration === 0 ? 1 : 0);
      },
    });
  }
}

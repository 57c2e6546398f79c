import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics, SampledMetrics, secondsBetween } from '@keelson/runtime/ports';
import { ProcessorRegistry } from './processor-registry.js';
import { QueueCounts, type QueueCount } from './queue-counts.js';

/** Rows of one state and queue that are counted. */
const most = 10_000;
/** Queues that are looked at; what processes them is code. */
const mostQueues = 100;

/** Backlogs of jobs, in the whole installation: every process tells the same. */
@Injectable()
export class JobMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly counts: QueueCounts,
    private readonly processors: ProcessorRegistry,
  ) {}

  onModuleInit(): void {
    const registers = [this.metrics.registry];
    const jobs = new Gauge({
      name: 'keelson_jobs',
      help: `Number of jobs in this installation, by queue and state; counting stops at ${most}.`,
      labelNames: ['queue', 'state'],
      registers,
    });
    const oldest = new Gauge({
      name: 'keelson_jobs_oldest_waiting_seconds',
      help: 'How long the oldest waiting job of each queue has been waiting, in seconds.',
      labelNames: ['queue'],
      registers,
    });
    const parked = new Gauge({
      name: 'keelson_deliveries_parked',
      help: `Dead event deliveries, which block later events of the same row, by subscriber; counting stops at ${most}.`,
      labelNames: ['subscriber'],
      registers,
    });
    const show = (counts: readonly QueueCount[]): void => {
      const subscribers = new Set(this.processors.added.map(({ processing }) => processing.job.name));
      for (const { queue, state, jobs: count, since, now } of counts) {
        jobs.set({ queue, state }, count);
        if (state === 'waiting') oldest.set({ queue }, secondsBetween(since, now));
        if (state === 'dead' && subscribers.has(queue)) parked.set({ subscriber: queue }, count);
      }
    };
    this.metrics.add(
      new SampledMetrics('jobs', [jobs, oldest, parked], async () => {
        const queues = this.processors.names().slice(0, mostQueues);
        const counts = await this.counts.of(queues, most, 'counts waiting jobs, for the metrics');
        return () => show(counts);
      }),
    );
  }
}

import { acrossOrganizations } from '@keelson/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { databaseNow } from '../../jobs/job-sql.js';
import type { JobState } from '../../jobs/job.entity.js';
import { ProcessorRegistry } from '../../jobs/processor-registry.js';
import { Database } from '../../persistence/database.js';
import { Metrics } from './metrics.js';
import { SampledMetrics } from './sampled-metrics.js';

/** States that jobs stay in for a while or for good until somebody sees to them; `waiting` first, which has the type of `since`. */
const states = ['waiting', 'delayed', 'held', 'active', 'dead'] as const satisfies readonly JobState[];
/** Rows of one state and queue that are counted. */
const most = 10_000;
/** Queues that are looked at; what processes them is code. */
const mostQueues = 100;

interface Count {
  readonly place: number;
  readonly state: (typeof states)[number];
  readonly jobs: number;
  readonly since: Date | null;
  readonly now: Date;
}

/** Backlogs of jobs, in the whole installation: every process tells the same. */
@Injectable()
export class JobMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
    private readonly processors: ProcessorRegistry,
  ) {}

  onModuleInit(): void {
    const registers = [this.metrics.registry];
    const jobs = new Gauge({
      name: 'keelson_jobs',
      help: `Jobs of the installation by queue and state; no more than ${most} are counted.`,
      labelNames: ['queue', 'state'],
      registers,
    });
    const oldest = new Gauge({
      name: 'keelson_jobs_oldest_waiting_seconds',
      help: 'Seconds for which the first job of a queue has waited for its turn.',
      labelNames: ['queue'],
      registers,
    });
    const parked = new Gauge({
      name: 'keelson_deliveries_parked',
      help: `Deliveries of events that were given up and hold their aggregate, by subscriber; no more than ${most} are counted.`,
      labelNames: ['subscriber'],
      registers,
    });
    const show = (queues: readonly string[], counts: readonly Count[]): void => {
      const subscribers = new Set(this.processors.added.map(({ processing }) => processing.job.name));
      for (const { place, state, jobs: count, since, now } of counts) {
        const queue = queues[place] ?? '';
        jobs.set({ queue, state }, count);
        if (state === 'waiting') oldest.set({ queue }, secondsBetween(since, now));
        if (state === 'dead' && subscribers.has(queue)) parked.set({ subscriber: queue }, count);
      }
    };
    this.metrics.add(
      new SampledMetrics('jobs', [jobs, oldest, parked], async () => {
        const queues = this.processors.names().slice(0, mostQueues);
        const counts = await this.counts(queues);
        return () => show(queues, counts);
      }),
    );
  }

  private async counts(queues: readonly string[]): Promise<readonly Count[]> {
    if (queues.length === 0) return [];
    return acrossOrganizations('counts the jobs that wait, for the metrics', () =>
      this.database.read<Count>(
        states.flatMap((state) => queues.map((_, place) => countOf(state, place))).join(' UNION ALL '),
        states.flatMap(() => queues),
      ),
    );
  }
}

/** The order is that of the index (state, queue, …): without it PostgreSQL may read the table for a few rows. */
function countOf(state: (typeof states)[number], place: number): string {
  const [column, since] = state === 'waiting' ? ['updated_at', 'MIN(updated_at)'] : ['id', 'NULL'];
  return `SELECT ${place} AS place, '${state}' AS state, COUNT(*) AS jobs, ${since} AS since, ${databaseNow} AS now FROM (SELECT ${column} FROM jobs WHERE state = '${state}' AND queue = ? ORDER BY organization_id, priority, id LIMIT ${most}) counted`;
}

/** 0 when there is nothing that waits. */
export function secondsBetween(since: Date | null, now: Date): number {
  return since === null ? 0 : Math.max(0, (now.getTime() - since.getTime()) / 1000);
}

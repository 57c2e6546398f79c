import { acrossOrganizations } from '@keelson/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { sequencerSlot } from '@keelson/sql/ports';
import { Database, databaseNow } from '@keelson/sql/ports';
import { Metrics, SampledMetrics, secondsBetween } from '@keelson/runtime/ports';

/** Rows of one stage that are counted. */
const most = 10_000;
/** What an event waits for after its commit: its subscribers' deliveries, then its position in the log. */
const stages = [
  { stage: 'relay', slots: `slot BETWEEN 0 AND ${sequencerSlot - 1}` },
  { stage: 'sequencer', slots: `slot = ${sequencerSlot}` },
] as const;

interface Backlog {
  readonly place: number;
  readonly events: number;
  readonly since: Date | null;
  readonly now: Date;
}

/** How far the outbox is behind, in the whole installation: every process tells the same. */
@Injectable()
export class EventMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    const labels = { labelNames: ['stage'] as const, registers: [this.metrics.registry] };
    const waiting = new Gauge({
      name: 'keelson_outbox_events',
      help: `Committed events waiting to be relayed or sequenced, by stage; counting stops at ${most}.`,
      ...labels,
    });
    const lag = new Gauge({
      name: 'keelson_outbox_lag_seconds',
      help: 'Seconds since the commit of the oldest event waiting to be relayed or sequenced, by stage.',
      ...labels,
    });
    this.metrics.add(
      new SampledMetrics('outbox', [waiting, lag], async () => {
        const backlogs = await this.backlogs();
        return () => {
          for (const { place, events, since, now } of backlogs) {
            const stage = stages[place]?.stage ?? '';
            waiting.set({ stage }, events);
            lag.set({ stage }, secondsBetween(since, now));
          }
        };
      }),
    );
  }

  private backlogs(): Promise<readonly Backlog[]> {
    return acrossOrganizations('counts waiting events, for the metrics', () =>
      this.database.read<Backlog>(
        // In the order of an index: without it PostgreSQL may read the table for a few rows.
        stages
          .map(
            ({ slots }, place) =>
              `SELECT ${place} AS place, COUNT(*) AS events, MIN(created_at) AS since, ${databaseNow} AS now FROM (SELECT created_at FROM outbox_events WHERE ${slots} ORDER BY slot, aggregate_id, sequence LIMIT ${most}) counted`,
          )
          .join(' UNION ALL '),
      ),
    );
  }
}

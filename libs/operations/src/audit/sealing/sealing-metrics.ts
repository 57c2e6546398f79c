import { acrossOrganizations } from '@keelson/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Database, databaseNow } from '@keelson/sql/ports';
import { Metrics, SampledMetrics, secondsBetween } from '@keelson/runtime/ports';

/** Entries that are counted. */
const most = 10_000;

interface Waiting {
  readonly entries: number;
  readonly since: Date | null;
  readonly now: Date;
}

/** How far the sealing of the audit log is behind, in the whole installation: every process shows the same. */
@Injectable()
export class SealingMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    const labels = { labelNames: ['log'] as const, registers: [this.metrics.registry] };
    const unsealed = new Gauge({
      name: 'keelson_audit_unsealed_entries',
      help: `Committed audit entries without a seal; counting stops at ${most}.`,
      ...labels,
    });
    const age = new Gauge({
      name: 'keelson_audit_oldest_unsealed_seconds',
      help: 'Age of the oldest audit entry without a seal, in seconds.',
      ...labels,
    });
    this.metrics.add(
      new SampledMetrics('audit', [unsealed, age], async () => {
        const { entries, since, now } = await this.waiting();
        return () => {
          unsealed.set({ log: 'audit' }, Number(entries));
          age.set({ log: 'audit' }, secondsBetween(since, now));
        };
      }),
    );
  }

  private async waiting(): Promise<Waiting> {
    const [found] = await acrossOrganizations('counts unsealed audit entries, for the metrics', () =>
      this.database.read<Waiting>(
        `SELECT COUNT(*) AS entries, MIN(created_at) AS since, ${databaseNow} AS now FROM (SELECT created_at FROM audit_entries WHERE seal IS NULL ORDER BY seal, id LIMIT ${most}) counted`,
      ),
    );
    if (!found) throw new Error('The database did not count.');
    return found;
  }
}

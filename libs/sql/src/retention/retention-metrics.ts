import { acrossOrganizations } from '@keelson/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Database, databaseNow, RetentionRules } from '../persistence/ports.js';
import { Metrics, SampledMetrics } from '@keelson/runtime/ports';

/** Rows of one table that are counted. */
const mostRows = 10_000;

/** How many rows are over and not deleted yet, in the whole installation: every process shows the same. */
@Injectable()
export class RetentionMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
    private readonly rules: RetentionRules,
  ) {}

  onModuleInit(): void {
    const backlog = new Gauge({
      name: 'keelson_retention_backlog_rows',
      help: `Expired rows that have not been deleted yet, by table; counting stops at ${mostRows}.`,
      labelNames: ['table'],
      registers: [this.metrics.registry],
    });
    this.metrics.add(
      new SampledMetrics('retention', [backlog], async () => {
        const counts = await this.counts();
        return () => {
          for (const { place, backlog: rows } of counts)
            backlog.set({ table: this.rules.all[place]?.table ?? '' }, Number(rows));
        };
      }),
    );
  }

  private async counts(): Promise<readonly { readonly place: number; readonly backlog: number }[]> {
    const [clock] = await this.database.read<{ now: Date }>(`SELECT ${databaseNow} AS now`);
    if (!clock || this.rules.all.length === 0) return [];
    const selects = this.rules.all.map((rule) => rule.backlog(clock.now, mostRows));
    return acrossOrganizations('counts expired rows, for the metrics', () =>
      this.database.read(
        selects
          .map(
            ({ sql }, place) => `SELECT ${place} AS place, COUNT(*) AS backlog FROM (${sql}) over_${place}`,
          )
          .join(' UNION ALL '),
        selects.flatMap(({ values }) => values),
      ),
    );
  }
}

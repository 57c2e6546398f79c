import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics, SampledMetrics } from '@keelson/runtime/ports';
import { ReadinessChecks } from './readiness-checks.js';

/** What `/health/ready` finds, by part: also those without which the process stays ready. */
@Injectable()
export class ReadinessMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly checks: ReadinessChecks,
  ) {}

  onModuleInit(): void {
    const ready = new Gauge({
      name: 'keelson_ready',
      help: '1 if the component is working, 0 if it is not; one series for each component that this process uses.',
      labelNames: ['part'],
      registers: [this.metrics.registry],
    });
    this.metrics.add(
      new SampledMetrics('readiness', [ready], async () => {
        const report = await this.checks.report();
        return () => {
          for (const [part, { isUp }] of report) ready.set({ part }, isUp ? 1 : 0);
        };
      }),
    );
  }
}

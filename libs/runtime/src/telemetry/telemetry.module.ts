import { Feature, settings } from '@keelson/kernel';
import { Global, Module } from '@nestjs/common';
import { LogsSettings } from './logs.settings.js';
import { Metrics } from './metrics/metrics.js';
import { PoolMetrics } from './metrics/pool-metrics.js';

/** What rooms and features report their own figures with; `/metrics` itself is MetricsModule. */
@Global()
@Module({
  imports: [Feature.declare({}, settings(LogsSettings))],
  providers: [Metrics, PoolMetrics],
  exports: [Metrics, PoolMetrics],
})
export class TelemetryModule {}

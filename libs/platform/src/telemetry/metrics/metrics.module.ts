import { Global, Module } from '@nestjs/common';
import { EventMetrics } from './event-metrics.js';
import { JobMetrics } from './job-metrics.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.js';
import { ProcessGauges } from './process-gauges.js';
import { ReadinessMetrics } from './readiness-metrics.js';

/** `/metrics`; a feature injects {@link Metrics} to add its own. */
@Global()
@Module({
  controllers: [MetricsController],
  providers: [Metrics, ProcessGauges, ReadinessMetrics, JobMetrics, EventMetrics],
  exports: [Metrics],
})
export class MetricsModule {}

import { Module } from '@nestjs/common';
import { TelemetryModule } from '../telemetry/ports.js';
import { MetricsController } from './metrics.controller.js';
import { ProcessGauges } from './process-gauges.js';

/** `/metrics`: what rooms and features register with `Metrics`, and what the process itself shows. */
@Module({
  imports: [TelemetryModule],
  controllers: [MetricsController],
  providers: [ProcessGauges],
})
export class MetricsModule {}

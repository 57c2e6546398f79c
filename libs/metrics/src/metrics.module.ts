import { Feature, settings } from '@keelson/kernel';
import { Module } from '@nestjs/common';
import { RuntimeModule } from '@keelson/runtime/ports';
import { TelemetryModule } from '@keelson/runtime/ports';
import { MetricsController } from './metrics.controller.js';
import { MetricsSettings } from './metrics.settings.js';
import { ProcessGauges } from './process-gauges.js';

/** `/metrics`: what rooms and features register with `Metrics`, and what the process itself shows. */
@Module({
  imports: [RuntimeModule, TelemetryModule, Feature.declare({}, settings(MetricsSettings))],
  controllers: [MetricsController],
  providers: [ProcessGauges],
})
export class MetricsModule {}

import { Global, Module } from '@nestjs/common';
import { Metrics } from './metrics/metrics.js';

/** What rooms and features report their own figures with; `/metrics` itself is MetricsModule. */
@Global()
@Module({ providers: [Metrics], exports: [Metrics] })
export class TelemetryModule {}

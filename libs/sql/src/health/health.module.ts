import { Feature } from '@keelson/kernel';
import { Global, Module } from '@nestjs/common';
import { migrations } from '../persistence/ports.js';
import { TelemetryModule } from '@keelson/runtime/ports';
import { DatabaseReadiness } from './database-readiness.js';
import { CreateReadinessProbes1763700000070 } from './migrations/1763700000070-create-readiness-probes.js';
import { ReadinessChecks } from './readiness-checks.js';
import { ReadinessMetrics } from './readiness-metrics.js';

/** Whether this process can do its work: each module adds the check of what it needs. */
@Global()
@Module({
  imports: [TelemetryModule, Feature.declare({}, migrations(CreateReadinessProbes1763700000070))],
  providers: [ReadinessChecks, DatabaseReadiness, ReadinessMetrics],
  exports: [ReadinessChecks],
})
export class HealthModule {}

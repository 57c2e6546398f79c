/** For other rooms of the platform; what authors of features use is in index.ts. */
export { countRefusal } from './count-refusal.js';
export { Metrics } from './metrics/metrics.js';
export { counter, histogram } from './metrics/process-metrics.js';
export { PoolMetrics, type PoolState } from './metrics/pool-metrics.js';
export { measureProcess, processRegistry } from './metrics/process-registry.js';
export { SampledMetrics } from './metrics/sampled-metrics.js';
export { secondsBetween } from './metrics/seconds-between.js';
export { redactText } from './redact-text.js';
export { TelemetryModule } from './telemetry.module.js';

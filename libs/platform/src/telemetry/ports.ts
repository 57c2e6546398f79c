/** For other rooms of the platform; what authors of features use is in index.ts. */
export {
  abortedRequests,
  attemptDuration,
  databaseFailures,
  idempotencyReplays,
  lostAttempts,
  problemAnswers,
  rateLimitRefusals,
  refusedStatements,
  refusedWaiters,
  retentionFailures,
  scheduleFirings,
} from './metrics/counters.js';
export { Metrics } from './metrics/metrics.js';
export { measureProcess, processRegistry } from './metrics/process-registry.js';
export { observeRequest } from './metrics/request-observer.js';
export { SampledMetrics } from './metrics/sampled-metrics.js';
export { secondsBetween } from './metrics/seconds-between.js';
export { redactText } from './redact-text.js';
export { TelemetryModule } from './telemetry.module.js';

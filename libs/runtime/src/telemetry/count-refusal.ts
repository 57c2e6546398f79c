import { counter } from './metrics/process-metrics.js';

const rateLimitRefusals = counter({
  name: 'keelson_rate_limit_refusals_total',
  help: 'Requests refused because of a rate limit, by limit name.',
  labels: ['limit'],
});

/** @param limit `default`, or the name of an exact one */
export function countRefusal(limit: string): void {
  rateLimitRefusals.inc({ limit });
}

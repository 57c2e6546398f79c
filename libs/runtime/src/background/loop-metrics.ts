import { Counter, Histogram } from 'prom-client';
import { processRegistry } from '../telemetry/ports.js';

/**
 * What became of a round: `done`; `elsewhere` when another process has the lease; `unavailable` when the database or what
 * the loop depends on was; `failed`.
 */
export type RoundOutcome = 'done' | 'elsewhere' | 'unavailable' | 'failed';

const rounds = new Counter({
  name: 'keelson_background_rounds_total',
  help: "Rounds of this process's background loops, by loop and outcome.",
  labelNames: ['loop', 'outcome'],
  registers: [processRegistry],
});
const duration = new Histogram({
  name: 'keelson_background_round_duration_seconds',
  help: 'Duration of background loop rounds in seconds, by loop.',
  labelNames: ['loop'],
  buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60],
  registers: [processRegistry],
});

export function countRound(loop: string, outcome: RoundOutcome, ms: number): void {
  rounds.inc({ loop, outcome });
  if (outcome !== 'elsewhere') duration.observe({ loop }, ms / 1000);
}

import { spread } from '../statistics.js';
import { cells, range } from '../table.js';
import type { Burst } from './burst.js';
import type { BurstSample } from './rounds.js';

export interface BurstResult {
  readonly burst: Burst;
  readonly rounds: readonly (readonly [BurstSample, BurstSample])[];
}

/** Prints the results; answers whether every goal holds. */
export function printBursts(results: readonly BurstResult[]): boolean {
  let held = true;
  for (const { burst, rounds } of results) {
    console.log(`\n${burst.name}: ${burst.title}`);
    const latency = burst.starts > 0 ? ['start p50 ms', 'start p99 ms'] : [];
    console.log(cells(['', 'per second', '(lowest-highest)', 'CPU ms each', ...latency]));
    for (const side of [0, 1] as const) {
      const of = (figure: 'perSecond' | 'cpu') => spread(rounds.map((round) => round[side][figure]));
      const starts = rounds.flatMap((round) => round[side].starts).sort((a, b) => a - b);
      const percentile = (part: number) => (starts[Math.ceil(starts.length * part) - 1] ?? NaN).toFixed(1);
      console.log(
        cells([
          burst.labels[side],
          of('perSecond').median.toFixed(0),
          range(of('perSecond'), 0),
          of('cpu').median.toFixed(3),
          ...(burst.starts > 0 ? [percentile(0.5), percentile(0.99)] : []),
        ]),
      );
    }
    // Inside each round, as the others: a slow minute of the machine weighs on both sides.
    const ratio = spread(rounds.map(([one, other]) => one.perSecond / other.perSecond));
    const cpu = spread(rounds.map(([one, other]) => one.cpu / other.cpu)).median.toFixed(2);
    const passed = ratio.median >= burst.goal;
    held &&= passed;
    console.log(
      `${cells(['ratio', ratio.median.toFixed(2), range(ratio, 2), cpu])}   goal ≥ ${burst.goal.toFixed(2)}: ${passed ? 'holds' : 'MISSED'}, none stuck`,
    );
  }
  return held;
}

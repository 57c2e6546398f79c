import { foreignTolerance, type Sample } from './rounds.js';
import { spread, type Spread } from './statistics.js';
import type { Work } from './works/work.js';

export interface WorkResult {
  readonly work: Work;
  readonly labels: readonly [string, string];
  /** What each round says of the two servers. */
  readonly rounds: readonly (readonly [Sample, Sample])[];
}

/** How far a server may stand from itself before the run says nothing. */
const selfTolerance = 0.05;

/** Prints the results; answers whether every goal holds. `self` is a server against itself, which checks the method. */
export function printTable(results: readonly WorkResult[], self: boolean): boolean {
  let held = true;
  for (const { work, labels, rounds } of results) {
    console.log(`\n${work.name}: ${work.title}`);
    console.log(cells(['', 'CPU ms/request', '(lowest-highest)', 'requests/s', 'p99 ms', 'database CPU ms']));
    for (const side of [0, 1] as const) {
      const of = (figure: keyof Sample) => spread(rounds.map((round) => round[side][figure]));
      const cpu = of('cpu');
      console.log(
        cells([
          labels[side],
          cpu.median.toFixed(4),
          range(cpu, 4),
          of('perSecond').median.toFixed(0),
          of('p99Milliseconds').median.toFixed(1),
          of('databaseCpu').median.toFixed(4),
        ]),
      );
    }
    // The ratio is taken inside each round: a slow minute of the machine weighs on both sides of it.
    const ratio = spread(rounds.map(([one, other]) => one.cpu / other.cpu));
    const passed = verdict(ratio, work, self);
    held &&= passed.held;
    console.log(`${cells(['ratio', ratio.median.toFixed(2), range(ratio, 2)])}   ${passed.text}`);
    const foreign = spread(rounds.flat().map((sample) => sample.foreign));
    if (foreign.highest > foreignTolerance) {
      console.log(
        `  the machine was busy: other programs had ${percent(foreign.median)} of the server's core ` +
          `(up to ${percent(foreign.highest)} in a round): trust this less`,
      );
    }
  }
  return held;
}

function verdict(ratio: Spread, work: Work, self: boolean): { held: boolean; text: string } {
  if (self) {
    const held = Math.abs(ratio.median - 1) <= selfTolerance;
    return {
      held,
      text: `a server against itself, 1.00 ± ${selfTolerance}: ${held ? 'holds' : 'MISSED, the machine is too noisy'}`,
    };
  }
  if (work.goal === undefined) return { held: true, text: 'no goal' };
  const held = ratio.median <= work.goal;
  return { held, text: `goal ≤ ${work.goal.toFixed(2)}: ${held ? 'holds' : 'MISSED'}` };
}

function percent(part: number): string {
  return `${(part * 100).toFixed(0)} %`;
}

export function range({ lowest, highest }: Spread, digits: number): string {
  return `(${lowest.toFixed(digits)}-${highest.toFixed(digits)})`;
}

/** A line of a table: its label and its figures. */
export function cells(texts: readonly string[]): string {
  const [label = '', ...rest] = texts;
  return `  ${label.padEnd(14)}${rest.map((text) => text.padStart(18)).join('')}`;
}

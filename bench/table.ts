import type { Comparison } from './comparison.js';
import { boundText, figures, goalsOf, meets, type Figure, type Goal } from './goals.js';
import { spread, type Spread } from './statistics.js';

/** From this part of the server's core on, other programs disturb what is measured. */
export const foreignTolerance = 0.1;

/** How far a server may stand from itself before the run says nothing. */
const selfTolerance = 0.05;

/** Figures that are better when they are larger. */
const larger: ReadonlySet<Figure> = new Set(['perSecond']);
const digits: Partial<Record<Figure, number>> = {
  perSecond: 0,
  megabytes: 0,
  milliseconds: 0,
  longest: 0,
  refused: 1,
  firstRefusal: 0,
  lastRefusal: 0,
};
const digitsOf = (figure: Figure) =>
  digits[figure] ?? (figure.startsWith('p') || figure.startsWith('start') ? 1 : 4);

/** Prints a work with its goals. @returns whether every goal is met */
export function printComparison(comparison: Comparison): boolean {
  const { work, title, engine, sides, rounds, figure } = comparison;
  console.log(`\n${work} on ${engine}: ${title}`);
  const measured = (Object.keys(figures) as Figure[]).filter(
    (name) =>
      name !== 'foreign' && rounds.some((round) => round.some((sample) => sample[name] !== undefined)),
  );
  const header = measured.flatMap((name) =>
    name === figure ? [figures[name], '(lowest-highest)'] : [figures[name]],
  );
  console.log(cells(['', ...header]));
  sides.forEach(({ label }, side) => {
    const row = measured.flatMap((name) => {
      // Not measured of this side.
      if (valuesOf(comparison, side, name).length === 0) return name === figure ? ['', ''] : [''];
      const of = spread(valuesOf(comparison, side, name));
      const text = of.median.toFixed(digitsOf(name));
      return name === figure ? [text, range(of, digitsOf(name))] : [text];
    });
    console.log(cells([label, ...row]));
  });
  const lines = verdicts(comparison);
  for (const { text } of lines) console.log(text);
  const foreign = spread(rounds.flat().flatMap((sample) => sample.foreign ?? []));
  if (foreign.highest > foreignTolerance)
    console.log(
      `  the machine was busy: other programs used ${percent(foreign.median)} of the server's core (up to ${percent(foreign.highest)} in a round), so these figures are less reliable`,
    );
  return lines.every(({ met }) => met);
}

interface Verdict {
  readonly met: boolean;
  readonly text: string;
}

function verdicts(comparison: Comparison): readonly Verdict[] {
  const { work, engine, sides, figure, alone } = comparison;
  const all = goalsOf(work, engine);
  if (alone) return ofEach(comparison, all);
  const ratios = sides.slice(1).map(({ label, role }, index): Verdict => {
    const ratio = ratioOf(comparison, index + 1, figure);
    const line = cells([`ratio to ${label}`, ratio.median.toFixed(2), range(ratio, 2)]);
    if (role === 'keelson') {
      const met = Math.abs(ratio.median - 1) <= selfTolerance;
      return {
        met,
        text: `${line}   a server compared with itself, goal 1.00 ± ${selfTolerance}: ${met ? 'met' : 'MISSED, the machine is too noisy'}`,
      };
    }
    const goal = all.find((one) => one.against === role && one.figure === figure);
    return goal ? against(goal, ratio.median, line) : { met: true, text: `${line}   no goal` };
  });
  return [...ratios, ...ofPeers(comparison, all), ...ofItself(comparison, all)];
}

/** The goal that names all peers is about the fastest of them. */
function ofPeers(comparison: Comparison, goals: readonly Goal[]): readonly Verdict[] {
  const goal = goals.find((one) => one.against === 'peers');
  const peers = comparison.sides.flatMap(({ isPeer }, side) => (isPeer ? [side] : []));
  if (!goal || peers.length === 0) return [];
  const ratios = peers.map((side) => ratioOf(comparison, side, goal.figure).median);
  const hardest = larger.has(goal.figure) ? Math.min(...ratios) : Math.max(...ratios);
  const fastest = comparison.sides[peers[ratios.indexOf(hardest)] ?? 0]?.label;
  return [against(goal, hardest, cells([`ratio to the fastest peer`, hardest.toFixed(2), `(${fastest})`]))];
}

/** Goals that each side of a role has for itself: none of its rounds may miss them. */
function ofEach(comparison: Comparison, goals: readonly Goal[]): readonly Verdict[] {
  return goals.map((goal) => {
    const worst = comparison.sides.map(({ role }, side) => {
      const { lowest, highest } = spread(
        role === goal.against ? valuesOf(comparison, side, goal.figure) : [],
      );
      return 'atMost' in goal.bound ? highest : lowest;
    });
    const values = worst.filter((value) => !Number.isNaN(value));
    const extreme = 'atMost' in goal.bound ? Math.max : Math.min;
    const value = values.length > 0 ? extreme(...values) : Number.NaN;
    const side = comparison.sides[worst.indexOf(value)]?.label ?? '';
    return against(
      goal,
      value,
      cells([figures[goal.figure], value.toFixed(digitsOf(goal.figure)), `(${side})`]),
    );
  });
}

/** Goals about Keelson alone. */
function ofItself(comparison: Comparison, goals: readonly Goal[]): readonly Verdict[] {
  return goals
    .filter((goal) => goal.against === null)
    .flatMap((goal) => {
      const values = valuesOf(comparison, 0, goal.figure);
      if (values.length === 0) return [];
      const { median } = spread(values);
      return [against(goal, median, cells([figures[goal.figure], median.toFixed(digitsOf(goal.figure))]))];
    });
}

function against(goal: Goal, value: number, line: string): Verdict {
  const met = meets(value, goal);
  return { met, text: `${line}   goal ${boundText(goal)}: ${met ? 'met' : 'MISSED'}` };
}

function valuesOf({ rounds }: Comparison, side: number, figure: Figure): number[] {
  return rounds.flatMap((round) => round[side]?.[figure] ?? []);
}

/** Keelson's figure by the other side's, inside each round: a slow minute of the machine weighs on both. */
export function ratioOf({ rounds }: Comparison, side: number, figure: Figure): Spread {
  return spread(
    rounds.map((round) => (round[0]?.[figure] ?? Number.NaN) / (round[side]?.[figure] ?? Number.NaN)),
  );
}

function percent(part: number): string {
  return `${(part * 100).toFixed(0)} %`;
}

export function range({ lowest, highest }: Spread, decimals: number): string {
  return `(${lowest.toFixed(decimals)}-${highest.toFixed(decimals)})`;
}

/** A line of a table: its label and its figures. */
export function cells(texts: readonly string[]): string {
  const [label = '', ...rest] = texts;
  return `  ${label.padEnd(26)}${rest.map((text) => text.padStart(20)).join('')}`;
}

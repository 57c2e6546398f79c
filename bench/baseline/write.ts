import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Comparison } from '../comparison.js';
import { benchFolder } from '../folders.js';
import type { Figure } from '../goals.js';
import type { Contestant } from '../lineup.js';
import type { Options } from '../options.js';
import { spread } from '../statistics.js';
import type { Engine } from '../servers/settings.js';
import { imageSize, type ImageSize } from './image-size.js';

const file = `${benchFolder}baselines.json`;

/** A figure of a version, and under which conditions it was measured. */
interface MeasuredFigure {
  readonly work: string;
  readonly engine: Engine;
  readonly figure: Figure;
  readonly value: number;
  /** Keelson as it is at the time, by this version, from the same rounds. */
  readonly ratio: number;
  readonly rounds: number;
  /** The part of the server's core that other programs had, 0 to 1; null where it was not measured. */
  readonly foreign: number | null;
}

/** What `bench/baselines.json` holds. */
interface Baselines {
  readonly commit: string;
  /** Figures that were measured before there was this file; kept as they are. */
  readonly reported: unknown;
  readonly measured: {
    readonly condition: string;
    readonly figures: readonly MeasuredFigure[];
  };
  readonly image: ImageSize | null;
}

/** Rewrites `bench/baselines.json` with what was measured of the other version, beside which this one ran. */
export function writeBaseline(
  options: Options,
  lineup: readonly Contestant[],
  comparisons: readonly Comparison[],
): void {
  const version = lineup.find(({ role }) => role === 'version');
  if (!version?.commit)
    throw new Error(
      'bench: --baseline records the figures of another version: pass that version with --against <Git revision>',
    );
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Baselines>) : {};
  const figures = comparisons.flatMap(figuresOf);
  const isMeasured = (one: MeasuredFigure) =>
    figures.some(({ work, engine }) => work === one.work && engine === one.engine);
  const kept = known.commit === version.commit ? (known.measured?.figures ?? []) : [];
  const baselines: Baselines = {
    commit: version.commit,
    reported: known.reported ?? [],
    measured: {
      condition: `npm run bench -- --against ${version.commit.slice(0, 7)} --baseline on ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${options.seconds} s per round, ${options.articles} articles`,
      figures: [...kept.filter((one) => !isMeasured(one)), ...figures],
    },
    image: imageSize(version.commit),
  };
  writeFileSync(file, `${JSON.stringify(baselines, null, 2)}\n`);
  console.log(`bench: ${file} now has ${baselines.measured.figures.length} figures for ${version.label}`);
}

function figuresOf({ work, engine, sides, rounds }: Comparison): MeasuredFigure[] {
  const side = sides.findIndex(({ role }) => role === 'version');
  const names = Object.keys(rounds[0]?.[side] ?? {}) as Figure[];
  const rounded = (value: number) => Number(value.toPrecision(4));
  return names
    .filter((figure) => figure !== 'foreign')
    .map((figure) => {
      const pairs = rounds.map((round) => [round[0]?.[figure] ?? NaN, round[side]?.[figure] ?? NaN] as const);
      const foreign = rounds.flatMap((round) => round[side]?.foreign ?? []);
      return {
        work,
        engine,
        figure,
        value: rounded(spread(pairs.map(([, own]) => own)).median),
        ratio: rounded(spread(pairs.map(([present, own]) => present / own)).median),
        rounds: rounds.length,
        foreign: foreign.length > 0 ? rounded(spread(foreign).median) : null,
      };
    });
}

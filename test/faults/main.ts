import type { Engine } from '@keelson/testing/servers';
import { plantedBugs, type PlantedBug } from './planted-bugs.js';
import { prepareFaults, runFaults, type FaultRun } from './run.js';
import { runTransfers } from './transfers/run.js';

/** What `npm run test:faults` was asked for. */
export interface Asked {
  readonly engines: readonly Engine[];
  readonly seed: number;
  readonly kills: number;
  readonly writes: number;
  /** Of load and kills, for each engine. */
  readonly minutes: number;
  readonly planted: boolean;
  /** No process with a wrong clock. */
  readonly rightClocks: boolean;
  /** A file of `rows` lines goes in and comes out, instead of the load. */
  readonly transfers: boolean;
  readonly rows: number;
  /** One planted bug alone. */
  readonly bug: string | null;
  readonly say: (line: string) => void;
  readonly opened: (close: () => Promise<void>) => void;
}

/** @returns whether all is well */
export async function main(asked: Asked): Promise<boolean> {
  const { engines, seed, planted, bug, say } = asked;
  await prepareFaults();
  if (asked.transfers) return transfer(asked);
  say(`crash ledger: seed ${seed}`);
  let passed = true;
  for (const engine of engines) {
    if (planted || bug) {
      for (const one of plantedBugs.filter(({ name }) => !bug || name === bug))
        passed = (await isFound(asked, engine, one)) && passed;
      continue;
    }
    const { findings, missed, short } = await runFaults(longRun(asked, engine));
    if (missed.length > 0) say(`  too few hits of ${missed.join(', ')}`);
    if (short.length > 0) say(`  not reached: ${short.join(', ')}`);
    passed = findings.total === 0 && missed.length === 0 && short.length === 0 && passed;
  }
  return passed;
}

async function transfer({ engines, rows, say, opened }: Asked): Promise<boolean> {
  let passed = true;
  for (const engine of engines) {
    const findings = await runTransfers({ engine, rows, kills: [0.35, 0.7], say, opened });
    for (const finding of findings) say(`  ✗ ${finding}`);
    passed = findings.length === 0 && passed;
  }
  return passed;
}

function longRun(
  { rightClocks, seed, kills, writes, minutes, say, opened }: Asked,
  engine: Engine,
): FaultRun {
  return {
    engine,
    seed,
    phases: [
      {
        topology: 'one',
        lifeMs: [3_000, 9_000],
        kills: Math.round(kills / 6),
        writes: Math.round(writes / 6),
        seconds: minutes * 20,
      },
      { topology: 'split', lifeMs: [500, 6_000], kills, writes, seconds: minutes * 40 },
    ],
    load: { organizations: 6, concurrency: 16, pace: 40 },
    chaos: {
      hits: 5,
      serversEveryMs: [20_000, 40_000],
      freezeMs: 14_000,
      patienceMs: 18_000,
      wrongClocks: rightClocks ? 0 : 0.1,
    },
    patienceMs: { answers: 90_000, drain: 45_000 },
    say,
    opened,
  };
}

async function isFound({ seed, say, opened }: Asked, engine: Engine, bug: PlantedBug): Promise<boolean> {
  const kills = bug.points.length > 0;
  const { findings } = await runFaults({
    engine,
    seed,
    bug,
    phases: [
      {
        topology: 'pair',
        lifeMs: kills ? [4_000, 9_000] : [12_000, 20_000],
        kills: 0,
        writes: kills ? 150 : 1_000_000,
        seconds: kills ? 90 : 40,
      },
    ],
    load: { organizations: 3, concurrency: 8, pace: 40 },
    chaos: {
      hits: 4,
      only: bug.points,
      serversEveryMs: null,
      freezeMs: 14_000,
      patienceMs: 15_000,
      wrongClocks: 0,
      onlyFreezes: !kills,
    },
    patienceMs: { answers: 2_000, drain: 25_000 },
    say: (line) => say(`  ${line}`),
    opened,
  });
  const found = findings.count(bug.shows);
  say(`planted "${bug.name}" on ${engine}: ${found > 0 ? `found, ${found} ${bug.shows}` : 'NOT FOUND'}`);
  return found > 0;
}

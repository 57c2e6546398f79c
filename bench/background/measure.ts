import { mkdirSync } from 'node:fs';
import type { ComparedSide, Comparison } from '../comparison.js';
import { seed } from '../data/seed.js';
import { resultsFolder } from '../folders.js';
import type { Ground, Place } from '../ground.js';
import type { Contestant } from '../lineup.js';
import { installedPeers } from '../peers/installed.js';
import { summarize } from '../profile/summary.js';
import { datasetOf, started, type Bench } from '../requests.js';
import type { ServerProcess } from '../servers/process.js';
import { presentProgram, type Program } from '../servers/program.js';
import type { Engine } from '../servers/settings.js';
import { principals } from '../data/principals.js';
import type { Burst } from './burst.js';
import { ask, measureBursts } from './rounds.js';

/** A side of a burst. */
interface Runner extends ComparedSide {
  readonly program: Program;
  readonly store: Engine;
}

/** Measures each burst in new processes and on new databases for every round. @param grounds of any engine, started when it is wanted */
export async function measureBackground(
  bursts: readonly Burst[],
  lineup: readonly Contestant[],
  bench: Bench,
  grounds: (engine: Engine) => Promise<Ground>,
): Promise<Comparison[]> {
  const { options, progress, ground } = bench;
  const comparisons: Comparison[] = [];
  for (const burst of bursts) {
    const runners = await runnersOf(burst, lineup, bench);
    for (let round = progress.roundsOf(burst.name).length; round < options.rounds; round += 1) {
      console.log(`bench: ${burst.name}: round ${round + 1} of ${options.rounds}`);
      await withRunners(burst, runners, { bench, grounds }, async (servers) => {
        progress.add(burst.name, await measureBursts(burst, servers, round));
        if (options.profile && round === options.rounds - 1) await profiles(burst, servers);
      });
    }
    comparisons.push({
      work: burst.name,
      title: burst.title,
      engine: ground.engine,
      figure: 'perSecond',
      sides: runners.map(({ label, role, isPeer }) => ({ label, role, ...(isPeer && { isPeer }) })),
      rounds: progress.roundsOf(burst.name),
    });
  }
  return comparisons;
}

/** Keelson with what it is measured beside; with another version of itself, when that is asked for. */
async function runnersOf(
  burst: Burst,
  lineup: readonly Contestant[],
  { ground }: Bench,
): Promise<readonly Runner[]> {
  const [own, ...others] = burst.servers;
  const versions = lineup.filter(({ role }) => role === 'keelson' || role === 'version');
  const sides = versions.flatMap(({ role, label, program }): Runner[] => {
    const found = program({ keelson: own.server, floor: '' });
    return found ? [{ role, label, program: found, store: ground.engine }] : [];
  });
  if (versions.length > 1) return sides;
  for (const { server, label, store = ground.engine, isPeer, installed } of others) {
    if (installed && !installedPeers()) continue;
    sides.push({ role: server, label, program: presentProgram(server), store, ...(isPeer && { isPeer }) });
  }
  return sides;
}

interface Means {
  readonly bench: Bench;
  readonly grounds: (engine: Engine) => Promise<Ground>;
}

async function withRunners(
  burst: Burst,
  runners: readonly Runner[],
  { bench, grounds }: Means,
  run: (servers: readonly ServerProcess[]) => Promise<void>,
): Promise<void> {
  const servers: ServerProcess[] = [];
  const [principal] = principals;
  const more = { BENCH_WORK: burst.name, BENCH_TOKEN: principal ? bench.mint.token(principal) : '' };
  try {
    for (const { program, label, store } of runners) {
      const ground = await grounds(store);
      const place = await ground.place();
      if (burst.articles) await emptyArticles(ground, place, bench);
      servers.push(await started(program, label, place, bench, more));
    }
    await run(servers);
  } finally {
    for (const server of servers.reverse()) await server.stop();
  }
}

/** The tables of the bench's seed, and those that Keelson makes beside them. */
async function emptyArticles(ground: Ground, place: Place, bench: Bench): Promise<void> {
  await seed(ground.engine, place.databaseUrl, { ...datasetOf(bench.options), articles: 0 });
  await (await started(presentProgram('keelson'), 'keelson', place, bench)).stop();
}

async function profiles(burst: Burst, servers: readonly ServerProcess[]): Promise<void> {
  mkdirSync(resultsFolder, { recursive: true });
  for (const server of servers) {
    const file = `${resultsFolder}${server.label.replace(/\W+/g, '')}-${burst.name}.cpuprofile`;
    const pieces = await server.profiled(file, async () => {
      await ask(server, 'burst', burst.pieces);
      return burst.pieces;
    });
    console.log(`\n${burst.name}, ${server.label}: ${file.slice(resultsFolder.length)}`);
    console.log(summarize(file, pieces));
  }
}

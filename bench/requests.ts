import { mkdirSync } from 'node:fs';
import type { Comparison, Sample } from './comparison.js';
import { Contender } from './contender.js';
import { usualDataset, type Dataset } from './data/articles.js';
import { seed } from './data/seed.js';
import { resultsFolder } from './folders.js';
import type { Ground, Place } from './ground.js';
import type { Contestant } from './lineup.js';
import { Traffic } from './load/traffic.js';
import type { Cores } from './machine.js';
import type { Options } from './options.js';
import { summarize } from './profile/summary.js';
import type { Progress } from './progress.js';
import { measureRound } from './rounds.js';
import { ServerProcess } from './servers/process.js';
import { presentProgram, type Program } from './servers/program.js';
import type { TokenMint } from './data/principals.js';
import type { PlanInputs, Side, Work } from './works/work.js';

/** What all works of a run have in common. */
export interface Bench {
  readonly options: Options;
  readonly ground: Ground;
  readonly cores: Cores;
  readonly mint: TokenMint;
  /** A temporary folder. */
  readonly folder: string;
  readonly progress: Progress;
}

/** A contestant of some works, with its place and its program. */
interface Entrant {
  readonly contestant: Contestant;
  readonly program: Program;
  readonly place: Place;
}

/** Orders that can be placed in a round; more than the fastest server gets through. */
const drafts = 40_000;

/** Measures the works that are requests; those that the same servers serve are measured by the same processes. */
export async function measureRequests(
  works: readonly Work[],
  lineup: readonly Contestant[],
  bench: Bench,
): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  const groups = new Map<string, Work[]>();
  for (const work of works) {
    const key = `${work.programs.keelson} ${work.database}`;
    groups.set(key, [...(groups.get(key) ?? []), work]);
  }
  for (const group of groups.values()) comparisons.push(...(await measureGroup(group, lineup, bench)));
  return comparisons;
}

async function measureGroup(
  works: readonly Work[],
  lineup: readonly Contestant[],
  bench: Bench,
): Promise<Comparison[]> {
  const { options, progress, ground } = bench;
  const rounds = (work: Work) => progress.roundsOf(work.name);
  if (works.some((work) => rounds(work).length < options.rounds)) {
    const entrants = await placed(works, lineup, bench);
    await measureRounds(works, entrants, bench);
  }
  return works.map((work): Comparison => ({
    work: work.name,
    title: work.title,
    engine: ground.engine,
    figure: work.figure ?? 'cpu',
    sides: lineup
      .filter((contestant) => contestant.program(work.programs))
      .map(({ role, label }) => ({ role, label })),
    rounds: rounds(work),
  }));
}

/** Gives each contestant a database with the tables and rows that the works want. */
async function placed(
  works: readonly Work[],
  lineup: readonly Contestant[],
  bench: Bench,
): Promise<readonly Entrant[]> {
  const [work] = works as readonly [Work];
  const { ground, options } = bench;
  const dataset = datasetOf(options);
  let common: Place | undefined;
  const entrants: Entrant[] = [];
  for (const contestant of lineup) {
    const program = works
      .map(({ programs }) => contestant.program(programs))
      .find((one) => one !== undefined);
    if (!program) continue;
    const isCommon = work.database === 'shared' && contestant.shares;
    let place = isCommon ? common : undefined;
    if (!place) {
      place = await ground.place();
      if (work.database === 'shared')
        console.log(`bench: inserting ${dataset.articles} articles for ${contestant.label}`);
      const articles = work.database === 'shared' ? dataset.articles : 0;
      await seed(ground.engine, place.databaseUrl, { ...dataset, articles });
      if (isCommon) common = place;
      // What is written by hand finds the tables that Keelson has made.
      if (contestant.shares && contestant.role !== 'keelson')
        await (await started(presentProgram(work.programs.keelson), 'keelson', place, bench)).stop();
    }
    entrants.push({ contestant, program, place });
  }
  return entrants;
}

async function measureRounds(
  works: readonly Work[],
  entrants: readonly Entrant[],
  bench: Bench,
): Promise<void> {
  const { options, ground, mint, cores, folder, progress } = bench;
  const inputs: PlanInputs = { engine: ground.engine, dataset: datasetOf(options), mint, drafts };
  const traffic = new Map<Work, readonly Traffic[]>();
  await withServers(entrants, bench, async (servers) => {
    for (const work of works) {
      console.log(
        `bench: ${work.name}: comparing the responses of ${entrants.map(({ contestant }) => contestant.label).join(', ')}`,
      );
      const sides = sidesOf(work, entrants, servers).map(({ side }) => side);
      const plans = await work.prepare(sides, inputs);
      traffic.set(
        work,
        plans.map((plan, index) => new Traffic(plan, `${folder}/${work.name}-${index}.requests`)),
      );
    }
  });
  for (let round = 0; round < options.rounds; round++) {
    if (works.every(({ name }) => progress.roundsOf(name).length > round)) continue;
    console.log(
      `bench: ${works.map(({ name }) => name).join(', ')}: round ${round + 1} of ${options.rounds}`,
    );
    await withServers(entrants, bench, async (servers) => {
      for (const work of works) {
        if (progress.roundsOf(work.name).length > round) continue;
        const taking = sidesOf(work, entrants, servers);
        const contenders = taking.map(({ server }, index) => {
          const own = traffic.get(work)?.[index];
          if (!own) throw new Error(`bench: ${work.name} has no requests planned for ${server.label}`);
          own.restart();
          return new Contender(server, own, () => ground.cpuSeconds(), cores);
        });
        for (const { side } of taking) await work.reset?.(side, inputs);
        const stretch = Math.max(options.stretch, work.stretch ?? 1);
        const length = { warmUp: work.warmUp, seconds: options.seconds, stretch };
        const samples: readonly Sample[] = await measureRound(contenders, round, length);
        for (const [index, { side }] of taking.entries())
          await work.proveWritten?.(side, inputs, contenders[index]?.answered ?? { least: 0, most: 0 });
        progress.add(work.name, samples);
        if (options.profile && round === options.rounds - 1) await profile(work, contenders, options.seconds);
      }
    });
  }
}

function sidesOf(work: Work, entrants: readonly Entrant[], servers: readonly ServerProcess[]) {
  return entrants.flatMap(({ contestant, place }, index) => {
    const server = servers[index];
    if (!server || !contestant.program(work.programs)) return [];
    const side: Side = {
      role: contestant.role,
      label: contestant.label,
      url: server.url,
      databaseUrl: place.databaseUrl,
    };
    return [{ side, server }];
  });
}

/**
 * New processes for every round: how the compiler and the heap happened to turn out moves a process by some percent for
 * as long as it lives, and rounds in one process would all repeat the same luck.
 */
async function withServers(
  entrants: readonly Entrant[],
  bench: Bench,
  run: (servers: readonly ServerProcess[]) => Promise<void>,
): Promise<void> {
  const servers: ServerProcess[] = [];
  try {
    for (const { contestant, program, place } of entrants)
      servers.push(await started(program, contestant.label, place, bench));
    await run(servers);
  } finally {
    for (const server of servers.reverse()) await server.stop();
  }
}

export function started(
  program: Program,
  label: string,
  place: Place,
  { mint, cores }: Pick<Bench, 'mint' | 'cores'>,
  more: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  return ServerProcess.start(
    program,
    label,
    { ...place, publicKey: mint.publicKey, cpu: cores.server },
    more,
  );
}

export function datasetOf({ articles, tenancy }: Options): Dataset {
  return { ...usualDataset, articles, tenancy };
}

async function profile(work: Work, contenders: readonly Contender[], seconds: number): Promise<void> {
  mkdirSync(resultsFolder, { recursive: true });
  for (const contender of contenders) {
    const name = `${contender.server.label.replace(/\W+/g, '')}-${work.name}.cpuprofile`;
    const requests = await contender.profile(`${resultsFolder}${name}`, seconds);
    console.log(`\n${work.name}, ${contender.server.label}: bench/results/${name}`);
    console.log(summarize(`${resultsFolder}${name}`, requests));
  }
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Contender } from './contender.js';
import { startRedis } from '../test/support/servers/redis.js';
import { compareBursts } from './background/compare.js';
import { printBursts } from './background/table.js';
import { startDatabase, type BenchDatabase } from './data/database.js';
import { TokenMint } from './data/principals.js';
import { seed } from './data/seed.js';
import { resultsFolder } from './folders.js';
import { Traffic } from './load/traffic.js';
import { connections, ensureWrk } from './load/wrk.js';
import { cores, pinSelf, residentMegabytes, type Cores } from './machine.js';
import { readOptions, type Options } from './options.js';
import { summarize } from './profile/summary.js';
import { measureRound, type Pair, type Sample } from './rounds.js';
import { ServerProcess, type ServerInputs } from './servers/process.js';
import { printTable, type WorkResult } from './table.js';
import type { Work } from './works/work.js';

type Cleanup = (end: () => Promise<void> | void) => void;

/** A work with the traffic for each server, and what the rounds have said so far. */
interface Contest {
  readonly work: Work;
  readonly traffic: readonly [Traffic, Traffic];
  readonly rounds: (readonly [Sample, Sample])[];
}

/** Runs the bench; answers the exit code: 1 when a goal is missed or something went wrong. */
export async function main(args: readonly string[]): Promise<number> {
  const ending: (() => Promise<void> | void)[] = [];
  // The servers and the database go when this process exits: being told to end must be an exit, too.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  try {
    const options = readOptions(args);
    if (options.works.length > 0) ensureWrk();
    return await measure(options, (end) => ending.push(end));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    for (const end of ending.reverse()) await end();
  }
}

/** Starts the servers behind, and measures the requests and then the background works against them. */
async function measure(options: Options, atEnd: Cleanup): Promise<number> {
  const pins = cores();
  pinSelf(pins.rest);
  const folder = mkdtempSync(join(tmpdir(), 'keelson-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

  const database = await startDatabase(pins.rest);
  atEnd(() => database.stop());
  // The queue of the shipped application; requests send no jobs, but its connections are part of it.
  const redis = await startRedis();
  atEnd(() => redis.stop());
  const mint = new TokenMint();
  const behind: Behind = {
    inputs: { databaseUrl: database.url, redisUrl: redis.url, publicKey: mint.publicKey, cpu: pins.server },
    database,
    mint,
    folder,
    pins,
  };
  let held = true;
  if (options.works.length > 0) held = await compare(options, behind);
  if (options.bursts.length > 0) {
    const results = await compareBursts(options, behind.inputs);
    console.log(`\nNode ${process.versions.node}, ${pinningOf(pins)}, ${options.rounds} rounds of 3 bursts`);
    held = printBursts(results) && held;
    mkdirSync(resultsFolder, { recursive: true });
    writeFileSync(`${resultsFolder}background.json`, JSON.stringify(results, null, 2));
  }
  return held ? 0 : 1;
}

/** What all servers of a run have in common. */
interface Behind {
  readonly inputs: ServerInputs;
  readonly database: BenchDatabase;
  readonly mint: TokenMint;
  readonly folder: string;
  readonly pins: Cores;
}

/** @returns whether every goal holds */
async function compare(
  options: Options,
  { inputs: empty, database, mint, folder, pins }: Behind,
): Promise<boolean> {
  console.log('bench: filling 100,000 articles');
  const { url, serverVersion } = await seed(database.url, options.tenancy);
  const inputs = { ...empty, databaseUrl: url };
  const labels = labelsOf(options);
  console.log(`bench: comparing what ${labels.join(' and ')} answer`);
  const contests = await prepare(options, inputs, mint, folder);

  let memory = '';
  for (let round = 0; round < options.rounds; round++) {
    console.log(`bench: round ${round + 1} of ${options.rounds}`);
    await withServers(options, inputs, async (servers) => {
      for (const contest of contests) {
        const contender = (side: 0 | 1) =>
          new Contender(servers[side], contest.traffic[side], database.pid, pins);
        const pair: Pair = [contender(0), contender(1)];
        contest.rounds.push(await measureRound(pair, round, options.seconds));
        if (options.profile && round === options.rounds - 1)
          await profile(contest.work, pair, options.seconds);
      }
      memory = servers
        .map((one) => `memory of ${one.label}: ${residentMegabytes(one.pid).toFixed(0)} MB`)
        .join(', ');
    });
  }

  const setting = settingOf(options, serverVersion, pins);
  const results = contests.map(({ work, rounds }): WorkResult => ({ work, labels, rounds }));
  console.log(`\n${setting}`);
  const held = printTable(results, options.server === options.against);
  console.log(memory);
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(`${resultsFolder}latest.json`, JSON.stringify({ setting, results }, null, 2));
  return held;
}

function prepare(
  options: Options,
  inputs: ServerInputs,
  mint: TokenMint,
  folder: string,
): Promise<Contest[]> {
  return withServers(options, inputs, async (servers) => {
    const contests: Contest[] = [];
    for (const work of options.works) {
      const plans = await work.prepare([servers[0].url, servers[1].url], { tenancy: options.tenancy, mint });
      const traffic = (side: 0 | 1) => new Traffic(plans[side], `${folder}/${work.name}-${side}.requests`);
      contests.push({ work, traffic: [traffic(0), traffic(1)], rounds: [] });
    }
    return contests;
  });
}

/**
 * New processes for every round: how the compiler and the heap happened to turn out moves a process by some percent for
 * as long as it lives, and rounds in one process would all repeat the same luck.
 */
async function withServers<T>(
  options: Options,
  inputs: ServerInputs,
  run: (servers: readonly [ServerProcess, ServerProcess]) => Promise<T>,
): Promise<T> {
  const [label, otherLabel] = labelsOf(options);
  const server = await ServerProcess.start(options.server, label, inputs);
  try {
    const against = await ServerProcess.start(options.against, otherLabel, inputs);
    try {
      return await run([server, against]);
    } finally {
      await against.stop();
    }
  } finally {
    await server.stop();
  }
}

async function profile(work: Work, pair: Pair, seconds: number): Promise<void> {
  mkdirSync(resultsFolder, { recursive: true });
  for (const contender of pair) {
    const name = `${contender.server.label.replace(/\W+/g, '')}-${work.name}.cpuprofile`;
    const requests = await contender.profile(`${resultsFolder}${name}`, seconds);
    console.log(`\n${work.name}, ${contender.server.label}: bench/results/${name}`);
    console.log(summarize(`${resultsFolder}${name}`, requests));
  }
}

function labelsOf({ server, against }: Options): readonly [string, string] {
  return server === against ? [`${server} (1)`, `${against} (2)`] : [server, against];
}

function settingOf(options: Options, serverVersion: string, pins: Cores): string {
  return (
    `Node ${process.versions.node}, ${serverVersion}, ${pinningOf(pins)}, ${connections} connections, ` +
    `${options.rounds} rounds of ${options.seconds} s, tenancy ${options.tenancy}`
  );
}

function pinningOf(pins: Cores): string {
  return pins.server === undefined
    ? 'nothing pinned (no taskset, or one core): expect noise'
    : 'server on core 0, load and database on core 1';
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Contender, type Sample } from './contender.js';
import { startDatabase } from './data/database.js';
import { TokenMint } from './data/principals.js';
import { seed } from './data/seed.js';
import { resultsFolder } from './folders.js';
import { connections, ensureWrk } from './load/wrk.js';
import { cores, pinSelf, residentMegabytes, type Cores } from './machine.js';
import { readOptions, type Options } from './options.js';
import { summarize } from './profile/summary.js';
import { ServerProcess } from './servers/process.js';
import { printTable, type WorkResult } from './table.js';
import type { Work } from './works/work.js';

const warmUpSeconds = 4;

/** Runs the bench; answers the exit code: 1 when a goal is missed or something went wrong. */
export async function main(args: readonly string[]): Promise<number> {
  const ending: (() => Promise<void> | void)[] = [];
  try {
    const options = readOptions(args);
    ensureWrk();
    return await measure(options, ending);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    for (const end of ending.reverse()) await end();
  }
}

async function measure(options: Options, ending: (() => Promise<void> | void)[]): Promise<number> {
  const pins = cores();
  pinSelf(pins.rest);
  const folder = mkdtempSync(join(tmpdir(), 'keelson-bench-'));
  ending.push(() => rmSync(folder, { recursive: true, force: true }));

  const database = await startDatabase(pins.rest);
  ending.push(() => database.stop());
  console.log('bench: filling 100,000 articles');
  const seeded = await seed(database.url, options.tenancy);

  const mint = new TokenMint();
  const inputs = { databaseUrl: seeded.url, publicKey: mint.publicKey, cpu: pins.server };
  const names = [options.server, options.against] as const;
  const labels = names[0] === names[1] ? ([`${names[0]} (1)`, `${names[1]} (2)`] as const) : names;
  const servers: ServerProcess[] = [];
  for (const [index, name] of names.entries()) {
    const server = await ServerProcess.start(name, labels[index] ?? name, inputs);
    ending.push(() => server.stop());
    servers.push(server);
  }
  const [server, against] = servers;
  if (!server || !against) throw new Error('bench: two servers are needed');

  const results: WorkResult[] = [];
  for (const work of options.works) {
    console.log(`bench: ${work.name}: comparing the answers, then ${options.rounds} rounds of ${options.seconds} s each`);
    const plans = await work.prepare([server.url, against.url], { tenancy: options.tenancy, mint });
    const pair = [
      new Contender(server, plans[0], folder, database.pid, pins.rest),
      new Contender(against, plans[1], folder, database.pid, pins.rest),
    ] as const;
    results.push(await rounds(work, pair, options));
    if (options.profile) await profiles(work, pair, options.seconds);
  }
  console.log(`\n${setting(options, seeded.serverVersion, pins)}`);
  const held = printTable(results, options.server === options.against);
  console.log(servers.map((one) => `memory of ${one.label}: ${residentMegabytes(one.pid).toFixed(0)} MB`).join(', '));
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(`${resultsFolder}latest.json`, JSON.stringify({ setting: setting(options, seeded.serverVersion, pins), results }, null, 2));
  return held ? 0 : 1;
}

async function rounds(work: Work, pair: readonly [Contender, Contender], options: Options): Promise<WorkResult> {
  const samples: [Sample[], Sample[]] = [[], []];
  for (const contender of pair) await contender.measure(warmUpSeconds);
  for (let round = 0; round < options.rounds; round++) {
    // The order alternates: what the machine does meanwhile, and who warmed the database, falls on both alike.
    for (const turn of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      samples[turn].push(await pair[turn].measure(options.seconds));
    }
  }
  return { work, labels: [pair[0].server.label, pair[1].server.label], samples };
}

async function profiles(work: Work, pair: readonly [Contender, Contender], seconds: number): Promise<void> {
  mkdirSync(resultsFolder, { recursive: true });
  for (const contender of pair) {
    const file = `${resultsFolder}${contender.server.label.replace(/\W+/g, '')}-${work.name}.cpuprofile`;
    const requests = await contender.profile(file, seconds);
    console.log(`\n${contender.server.label}, ${work.name}: ${file}\n${summarize(file, requests)}`);
  }
}

function setting(options: Options, version: string, pins: Cores): string {
  const pinning = pins.server === undefined ? 'nothing pinned (no taskset or one core: expect noise)' : 'server on core 0, load and database on core 1';
  return (
    `Node ${process.versions.node}, ${version}, ${pinning}, ${connections} connections, ` +
    `${options.rounds} rounds of ${options.seconds} s, tenancy ${options.tenancy}`
  );
}

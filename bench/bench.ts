import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bursts } from './background/burst.js';
import { measureBackground } from './background/measure.js';
import { writeBaseline } from './baseline/write.js';
import type { Comparison } from './comparison.js';
import { TokenMint } from './data/principals.js';
import { Ground } from './ground.js';
import { lineupOf, type Contestant } from './lineup.js';
import { ensureWrk, usualConnections } from './load/wrk.js';
import { cores, type Cores } from './machine.js';
import { asksForHelp, readOptions, usage, type Options } from './options.js';
import { Progress } from './progress.js';
import { datasetOf, measureRequests, type Bench } from './requests.js';
import { writeResults } from './results.js';
import type { Engine } from './servers/settings.js';
import { measureDeep } from './single/deep.js';
import { measureHotRow } from './single/hot-row.js';
import { measureLatency } from './single/latency.js';
import { measureRevocation } from './single/revocation.js';
import { measureStartUp } from './single/start-up.js';
import { printComparison } from './table.js';
import { works } from './works/index.js';

type Cleanup = (end: () => Promise<void> | void) => void;

/** Runs the bench; answers the exit code: 1 when a goal is missed or something went wrong. */
export async function main(args: readonly string[]): Promise<number> {
  if (asksForHelp(args)) {
    console.log(usage);
    return 0;
  }
  const ending: (() => Promise<void> | void)[] = [];
  // The servers and databases go when this process exits: a signal must be an exit, too.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  try {
    const options = readOptions(args);
    ensureWrk();
    const lineup = lineupOf(options.against);
    // Asked before this process is moved to one of them, after which it sees no other.
    const pins = cores();
    let met = true;
    const comparisons: Comparison[] = [];
    for (const engine of options.engines) {
      const measured = await measure(engine, lineup, { options, pins }, (end) => ending.push(end));
      met = measured.met && met;
      comparisons.push(...measured.comparisons);
    }
    if (options.baseline) writeBaseline(options, lineup, comparisons);
    return met ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    for (const end of ending.reverse()) await end();
  }
}

/** Measures the works on one engine and prints them. */
async function measure(
  engine: Engine,
  lineup: readonly Contestant[],
  { options, pins }: { readonly options: Options; readonly pins: Cores },
  atEnd: Cleanup,
): Promise<{ met: boolean; comparisons: readonly Comparison[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { fresh, baseline: _, works: __, engines: ___, profile: ____, ...run } = options;
  const sides = lineup.map(({ label }) => label);
  const progress = new Progress({ ...run, engine, sides, node: process.versions.node }, fresh);

  const grounds = new Map<Engine, Promise<Ground>>();
  const groundOf = (wanted: Engine): Promise<Ground> => {
    let ground = grounds.get(wanted);
    if (!ground) {
      ground = Ground.start(wanted, pins);
      grounds.set(wanted, ground);
    }
    return ground;
  };
  const stop = async () => {
    for (const ground of grounds.values()) await (await ground).stop();
    grounds.clear();
  };
  atEnd(stop);
  const ground = await groundOf(engine);
  const bench: Bench = { options, ground, cores: pins, mint: new TokenMint(), folder, progress };

  const wanted = ({ name }: { readonly name: string }) => options.works.includes(name);
  const isVersion = lineup.some(({ role }) => role === 'version');
  const comparisons = await measureRequests(works.filter(wanted), lineup, bench);
  // These are about Keelson and FLOOR as they are.
  if (wanted({ name: 'deep' }) && !isVersion) comparisons.push(await measureDeep(datasetOf(options), bench));
  if (wanted({ name: 'latency' }) && !isVersion) comparisons.push(await measureLatency(bench));
  if (wanted({ name: 'revocation' }) && !isVersion) comparisons.push(...(await measureRevocation(bench)));
  if (wanted({ name: 'hot-row' }) && !isVersion) comparisons.push(await measureHotRow(bench));
  if (wanted({ name: 'start' })) comparisons.push(await measureStartUp(lineup, bench));
  comparisons.push(...(await measureBackground(bursts.filter(wanted), lineup, bench, groundOf)));

  const setting = settingOf(options, ground, pins);
  console.log(`\n${setting}`);
  const verdicts = comparisons.map(printComparison);
  writeResults(engine, setting, comparisons);
  progress.finish();
  await stop();
  return { met: verdicts.every(Boolean), comparisons };
}

function settingOf(options: Options, { engine, version }: Ground, pins: Cores): string {
  return (
    `Node ${process.versions.node}, ${engine} ${version}, ${pinningOf(pins)}, ${usualConnections} connections, ` +
    `${options.rounds} rounds of ${options.seconds} s, ${options.articles} articles, tenancy ${options.tenancy}`
  );
}

function pinningOf(pins: Cores): string {
  return pins.server === undefined
    ? 'no CPU pinning (taskset is missing, or there is only one core): expect noise'
    : 'server on core 0, load and database on core 1';
}

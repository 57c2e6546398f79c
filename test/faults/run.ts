import { setTimeout as pause } from 'node:timers/promises';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildKeelson } from '../support/keelson-process.js';
import type { Engine } from '@keelson/testing/servers';
import { forge, skipPoison } from './bad-input.js';
import { Chaos, type ChaosOptions } from './chaos.js';
import { Client } from './client.js';
import { backlog, drain } from './drain.js';
import { Findings, findingKinds } from './findings.js';
import { Installation, type Topology } from './installation.js';
import { Ledger } from './ledger.js';
import { Load, type LoadOptions } from './load.js';
import { LogReader } from './log-reader.js';
import type { PlantedBug } from './planted-bugs.js';
import { Random } from './random.js';
import { Recorder } from './recorder.js';
import { readBooks } from './reconciliation/books.js';
import { reconcileDeliveries } from './reconciliation/deliveries.js';
import { reconcileRecords } from './reconciliation/records.js';
import { reconcileSeals } from './reconciliation/seals.js';
import { reconcileTasks } from './reconciliation/tasks.js';
import { reconcileWrites } from './reconciliation/writes.js';

/** So many jobs behind, clients wait and processes live longer: the end of a run must not be spent on what was left. */
const mostBehind = 1_500;
/** How long all of that may take, as long as it goes on, in milliseconds. */
const longestDrainMs = 300_000;

/** One stretch of a run, in one arrangement of processes. */
export interface Phase {
  readonly topology: Topology;
  /** Milliseconds that a process lives before something is done to it. */
  readonly lifeMs: readonly [number, number];
  /** It ends when the run has so many kills and acknowledged writes and each point was hit, or when its time is over. */
  readonly kills: number;
  readonly writes: number;
  readonly seconds: number;
}

export interface FaultRun {
  readonly engine: Engine;
  readonly seed: number;
  readonly phases: readonly Phase[];
  readonly load: LoadOptions;
  readonly chaos: ChaosOptions;
  /** How long requests without an answer are repeated after the load, and how long work that does not move is waited for. */
  readonly patienceMs: { readonly answers: number; readonly drain: number };
  readonly bug?: PlantedBug;
  readonly say: (line: string) => void;
  /** Hears how to end everything, in case that the run is interrupted. */
  readonly opened?: (close: () => Promise<void>) => void;
}

export interface Verdict {
  readonly findings: Findings;
  readonly kills: number;
  readonly acknowledged: number;
  /** Named points that were not hit as often as they should. */
  readonly missed: readonly string[];
  /** What the load wanted and did not reach. */
  readonly short: readonly string[];
}

/** Builds what the processes of a run are made of. */
export const prepareFaults = buildKeelson;

/** Loads, kills, drains and reconciles. */
export async function runFaults(run: FaultRun): Promise<Verdict> {
  const recorder = await Recorder.start();
  const installation = await Installation.start(run.engine, {
    LEDGER_RECORDER: recorder.url,
    ...(run.bug && { LEDGER_MUTATIONS: JSON.stringify(run.bug.mutations) }),
  });
  const close = async () => {
    recorder.stop();
    await installation.remove();
  };
  run.opened?.(close);
  try {
    return await judge(run, installation, recorder);
  } finally {
    await close();
  }
}

async function judge(run: FaultRun, installation: Installation, recorder: Recorder): Promise<Verdict> {
  const { engine, say } = run;
  const began = performance.now();
  const elapsed = () => `${((performance.now() - began) / 1_000).toFixed(0)} s`;
  const random = new Random(run.seed);
  const ledger = new Ledger();
  const client = new Client(installation.addresses, ledger, random.fork());
  const load = new Load(client, ledger, random.fork(), run.load);
  const chaos = new Chaos(installation, random.fork(), run.chaos);
  const short: string[] = [];
  const logs: string[] = [];

  let forged: ReadonlySet<string> = new Set();
  let reader: LogReader | null = null;
  let reading: Promise<void> = Promise.resolve();
  let writing: Promise<void> = Promise.resolve();
  for (const [index, phase] of run.phases.entries()) {
    logs.push(...installation.slots.flatMap(({ log }) => log));
    await installation.arrange(phase.topology);
    if (index === 0) {
      await Promise.all(installation.slots.map((slot) => slot.settle()));
      await load.prepare();
      const [person] = load.people;
      if (!person) throw new Error('Nobody could sign up.');
      say(`${engine}: ready after ${elapsed()}`);
      for (const kind of load.badTasks) await load.task(kind);
      await load.spoil();
      forged = await forge(engine, installation.databaseUrl, person);
      reader = new LogReader(person, installation.addresses, client, random.fork());
      reading = reader.read([200, 4_000]);
      writing = load.write();
      // So that a failure is not told before somebody asks.
      for (const work of [reading, writing]) work.catch(() => undefined);
    }
    const until = performance.now() + phase.seconds * 1_000;
    let behind = false;
    const isAhead = () => chaos.total / phase.kills > ledger.acknowledged.length / phase.writes + 0.02;
    const killing = chaos.run(phase.lifeMs, () => phase.kills > 0 && (behind || isAhead()));
    killing.catch(() => undefined);
    let told = performance.now();
    const enough = () =>
      chaos.total >= phase.kills &&
      ledger.acknowledged.length >= phase.writes &&
      chaos.missing().length === 0;
    while (!enough() && performance.now() < until) {
      await Promise.race([pause(1_000), killing, writing]);
      behind = (await backlog(engine, installation.databaseUrl)) > mostBehind;
      load.hold(behind);
      if (performance.now() > told + 30_000) {
        told = performance.now();
        say(
          `${engine} ${phase.topology} ${elapsed()}: kills ${chaos.total}, acknowledged ${ledger.acknowledged.length}; ${load.state}`,
        );
      }
    }
    chaos.stop();
    await killing;
    if (chaos.total < phase.kills) short.push(`${phase.kills} kills`);
    if (ledger.acknowledged.length < phase.writes) short.push(`${phase.writes} writes`);
  }
  await Promise.all(installation.slots.map((slot) => slot.settle()));
  await load.spoil();
  await load.stop(run.patienceMs.answers);
  await writing;
  say(`${engine} ${elapsed()}: the load is over, ${ledger.unanswered.length} requests without an answer`);

  const finish = (patienceMs: number) => drain(engine, installation.databaseUrl, patienceMs, longestDrainMs);
  await finish(run.patienceMs.drain);
  const skipped = await skipPoison(client, load.people);
  const left = await finish(run.patienceMs.drain);
  await reader?.finish();
  await reading;
  say(
    `${engine} ${elapsed()}: drained, ${skipped} poisoned events skipped${left.size > 0 ? ', with work left:' : ''}`,
  );
  for (const [what, count] of left) say(`  ${count} ${what}`);

  const findings = new Findings();
  const books = await readBooks(engine, installation.databaseUrl);
  reconcileWrites(books, ledger, findings);
  reconcileRecords(books, findings, forged);
  reconcileDeliveries(books, recorder.first, findings, forged);
  reconcileTasks(books, ledger, recorder.first, findings, forged);
  reconcileSeals(books, findings);
  reader?.reconcile(books, findings);
  for (const line of findings.lines()) say(line);
  const listed = (all: ReadonlyMap<string, number>) =>
    [...all]
      .sort(([left], [right]) => left.localeCompare(right))
      .map(([what, count]) => `${what} ${count}`)
      .join(', ') || 'none';
  say(`  kills: ${listed(chaos.kills)}`);
  say(`  other faults: ${listed(chaos.others)}`);
  say(
    `  ${books.events.length} events, ${books.jobs.length} jobs, ${books.entries.size} audit entries in ${books.seals.length} seals, ${ledger.retries} requests repeated, ${recorder.repeated} calls repeated, ${reader?.count} events read with ${reader?.reconnects} reconnects`,
  );
  if (ledger.unexpected.size > 0) say(`  unexpected answers: ${listed(ledger.unexpected)}`);
  const folder = process.env['LEDGER_LOGS'];
  if (folder) {
    mkdirSync(folder, { recursive: true });
    logs.push(...installation.slots.flatMap(({ log }) => log));
    writeFileSync(
      join(folder, `${engine}-${run.bug?.name.replaceAll(' ', '-') ?? 'ledger'}-${run.seed}.log`),
      logs.join('\n=====\n'),
    );
  }
  const numbers = findingKinds
    .slice(0, 3)
    .map((kind) => `${kind} ${findings.count(kind)}`)
    .join(', ');
  say(
    `${engine}: kills ${chaos.total}, acknowledged ${ledger.acknowledged.length}, ${numbers}, out of order ${findings.count('disordered')} (seed ${run.seed}, ${elapsed()})`,
  );
  return {
    findings,
    kills: chaos.total,
    acknowledged: ledger.acknowledged.length,
    missed: chaos.missing(),
    short,
  };
}

import { readFileSync } from 'node:fs';
import { startServers, type Engine } from '@keelson/testing/servers';
import { Features } from './features.js';
import { Compiler, Judges, type Task } from './judges.js';
import { isKilled, KeptResults } from './kept-results.js';
import { reportOf, type Judged } from './report.js';
import { mutantsOf, type SourceMutant } from './source-mutants.js';

/** What `npm run verify:mutants` was asked for. */
export interface MutantRun {
  readonly engine: Engine;
  /** Only of this feature. */
  readonly feature: string | null;
  /** Only those whose id holds this text: a file, a kind. */
  readonly only: string | null;
  /** At most so many, spread over all. */
  readonly sample: number | null;
  /** So many applications at a time. */
  readonly atOnce: number;
  /** Judges again what earlier runs have judged. */
  readonly fresh: boolean;
  readonly opened: (close: () => Promise<void>) => void;
}

const equivalentsFile = 'test/conformance/generated/equivalent.json';

/** Changes the shipped features one place at a time and has each judged. @returns how many nobody noticed, unexplained */
export async function run(options: MutantRun): Promise<number> {
  const { engine, feature, only, sample } = options;
  const features = new Features();
  const equivalents = JSON.parse(readFileSync(equivalentsFile, 'utf8')) as Readonly<Record<string, string>>;
  const all = features
    .named(feature)
    .flatMap((name) => features.filesOf(name))
    .flatMap((file) => mutantsOf(file, readFileSync(file, 'utf8')));
  const asked = all.filter(({ id }) => only === null || id.includes(only));
  const chosen = spread(
    asked.filter(({ id }) => !(id in equivalents)),
    sample,
  );
  const kept = new KeptResults(engine);
  const known = chosen.flatMap((mutant) => {
    const result = options.fresh ? null : kept.get(mutant);
    return result ? [{ mutant, result }] : [];
  });
  const waiting = chosen.filter((mutant) => !known.some((one) => one.mutant === mutant));
  const judged = [...known, ...(await judgeAll(waiting, options, features, kept))];
  const ids = new Set(all.map(({ id }) => id));
  const stale = feature === null ? Object.keys(equivalents).filter((id) => !ids.has(id)) : [];
  const lines = reportOf(judged, {
    tree: kept.tree,
    explained: asked.filter(({ id }) => id in equivalents).length,
    stale: stale.map(
      (id) =>
        `${equivalentsFile}: the source code that this entry changes no longer exists; delete the entry: ${id}`,
    ),
  });
  process.stdout.write(`${lines.join('\n')}\n`);
  return judged.filter(({ result }) => !isKilled(result)).length + stale.length;
}

async function judgeAll(
  mutants: readonly SourceMutant[],
  { engine, atOnce, opened }: MutantRun,
  features: Features,
  kept: KeptResults,
): Promise<Judged[]> {
  if (mutants.length === 0) return [];
  const { servers, stop } = await startServers(engine);
  const compiler = new Compiler();
  const lanes = Array.from({ length: atOnce }, () => new Judges(compiler));
  const end = async () => {
    for (const one of [compiler, ...lanes]) one.end();
    await stop();
  };
  opened(end);
  const judged: Judged[] = [];
  const waiting = [...mutants].sort((a, b) => costOf(a) - costOf(b));
  const task = (name: string, changed: SourceMutant | null): Task => ({
    engine,
    servers,
    feature: name,
    specs: features.specsFor(name),
    changed: changed && { file: changed.file, text: changed.text },
    isAboutCode: changed !== null && isAboutCode(changed),
  });
  const baselines = new Map<string, Promise<void>>();
  const work = async (judges: Judges) => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const name = features.of(mutant.file);
      const baseline = baselines.get(name) ?? kept.passed(name, () => passes(judges, task(name, null)));
      baselines.set(name, baseline);
      await baseline;
      const result = kept.put(mutant, await judges.ask(task(name, mutant)));
      judged.push({ mutant, result });
      process.stdout.write(
        `${String(judged.length).padStart(4)}/${mutants.length} ${isKilled(result) ? '✓' : '✗'} ${(result.noticed ?? 'survived').slice(0, 100).replaceAll('\n', ' ')}  ${mutant.file}:${mutant.line} ${mutant.kind}\n`,
      );
    }
  };
  try {
    await Promise.all(lanes.map(work));
  } finally {
    await end();
  }
  return judged;
}

/**
 * A judge that finds fault with a feature as it is would call every change noticed.
 * @throws Error when one does
 */
async function passes(judges: Judges, task: Task): Promise<void> {
  const noticed = await judges.ask(task);
  if (noticed !== null)
    throw new Error(`The unchanged feature ${task.feature} does not pass; fix that first: ${noticed}`);
}

/** What is declared is judged in no time. */
function costOf(mutant: SourceMutant): number {
  return isAboutIndexes(mutant) ? 2 : isAboutCode(mutant) ? 1 : 0;
}

function isAboutIndexes({ kind }: SourceMutant): boolean {
  return kind.includes('index');
}

function isAboutCode({ kind }: SourceMutant): boolean {
  return /guard|boundary|sum|await|lock|limit/.test(kind);
}

function spread<T>(all: readonly T[], most: number | null): T[] {
  if (most === null || all.length <= most) return [...all];
  return Array.from({ length: most }, (_, index) => all[Math.floor((index * all.length) / most)] as T);
}

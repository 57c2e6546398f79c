import { fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServers, type Engine, type TestServers } from '../support/servers/index.js';
import { mutantsOf, type SourceMutant } from './mutants-of-source.js';

/** What `npm run verify:mutants` was asked for. */
export interface MutantRun {
  readonly engine: Engine;
  /** Only of this feature. */
  readonly feature: string | null;
  /** Only changes of this kind. */
  readonly kind: string | null;
  /** At most so many, spread over all. */
  readonly most: number | null;
  readonly opened: (close: () => Promise<void>) => void;
}

/** What a child process is asked: to judge a feature, with one of its files changed. */
export interface MutantTask {
  readonly engine: Engine;
  readonly servers: TestServers;
  readonly feature: string;
  readonly changed: { readonly file: string; readonly text: string } | null;
  /** Findings of the feature as it is, which decide nothing. */
  readonly known: readonly string[];
}

/** What it answers: what it has found that was not known; or why nothing could be judged. */
export type MutantAnswer = { readonly found: readonly string[] } | { readonly refused: string };

interface Judged {
  readonly mutant: SourceMutant;
  /** The rule that found it, `boot`, `time-out`; null when it survived. */
  readonly killedBy: string | null;
}

const features = 'src/features';
const equivalentsFile = 'test/conformance/mutants-equivalent.json';
/** So many processes at a time; each has an application and its connections. */
const atOnce = 2;
const longestMs = 240_000;

/** Changes the shipped features one place at a time and lets the kit judge each. @returns how many survived unexplained */
export async function run(options: MutantRun): Promise<number> {
  const equivalents = JSON.parse(readFileSync(equivalentsFile, 'utf8')) as Readonly<Record<string, string>>;
  const all = featureNames(options.feature).flatMap((feature) =>
    filesOf(join(features, feature)).flatMap((file) => mutantsOf(file, readFileSync(file, 'utf8'))),
  );
  const chosen = spread(
    all.filter(({ id, kind }) => !(id in equivalents) && (options.kind ?? kind) === kind),
    options.most,
  );
  const { servers, stop } = await startServers(options.engine);
  options.opened(stop);
  const judged = await judgeAll(chosen, options.engine, servers);
  await stop();
  const survivors = judged.filter(({ killedBy }) => killedBy === null);
  const stale = options.feature === null ? staleOf(equivalents, all) : [];
  report(judged, Object.keys(equivalents).length, stale);
  return survivors.length + stale.length;
}

async function judgeAll(
  mutants: readonly SourceMutant[],
  engine: Engine,
  servers: TestServers,
): Promise<Judged[]> {
  const known = new Map<string, Promise<readonly string[]>>();
  const knownOf = (feature: string) => {
    let found = known.get(feature);
    if (!found)
      known.set(feature, (found = baseline({ engine, servers, feature, changed: null, known: [] })));
    return found;
  };
  const waiting = [...mutants];
  const judged: Judged[] = [];
  const work = async () => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const feature = featureOf(mutant.file);
      const task = { engine, servers, feature, changed: mutant, known: await knownOf(feature) };
      const answer = await judgeOne(task);
      const killedBy =
        answer === null
          ? 'time-out'
          : 'refused' in answer
            ? 'boot'
            : (answer.found[0]?.split(' ')[0] ?? null);
      judged.push({ mutant, killedBy });
      process.stdout.write(
        `${String(judged.length).padStart(4)}/${mutants.length} ${killedBy === null ? '✗ survived' : `✓ ${killedBy}`}  ${mutant.file}:${mutant.line} ${mutant.kind}\n`,
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return judged;
}

/** @throws Error when the feature as it is can't be judged: then nothing could be told from a change */
async function baseline(task: MutantTask): Promise<readonly string[]> {
  const answer = await judgeOne(task);
  if (answer === null || 'refused' in answer)
    throw new Error(
      `${task.feature} as it is can not be judged: ${answer === null ? 'it took too long' : answer.refused}`,
    );
  return answer.found;
}

/** In a process of its own: classes and what decorators note of them can't be taken back. Null when it took too long. */
function judgeOne(task: MutantTask): Promise<MutantAnswer | null> {
  const child = fork('scripts/verify-mutants.mjs', ['--judge'], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    let answer: MutantAnswer | null = { refused: 'the process ended' };
    const late = setTimeout(() => {
      answer = null;
      child.kill('SIGKILL');
    }, longestMs);
    child.on('message', (message) => {
      answer = message as MutantAnswer;
    });
    child.on('error', reject);
    child.on('exit', () => {
      clearTimeout(late);
      resolve(answer);
    });
    child.send(task);
  });
}

function report(judged: readonly Judged[], explained: number, stale: readonly string[]): void {
  const survivors = judged.filter(({ killedBy }) => killedBy === null);
  const lines = [
    '',
    ...(survivors.length > 0 ? ['Survivors: what the kit does not see.'] : []),
    ...survivors.map(
      ({ mutant }) => `  ${mutant.file}:${mutant.line} ${mutant.kind}: ${mutant.before} → ${mutant.after}`,
    ),
    ...stale.map((id) => `  ${equivalentsFile}: no such change any more, delete the entry: ${id}`),
    `mutants killed ${judged.length - survivors.length}/${judged.length} (${percent(judged)} %), ${explained} explained`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function percent(judged: readonly Judged[]): string {
  const killed = judged.filter(({ killedBy }) => killedBy !== null).length;
  return judged.length === 0 ? '100' : ((100 * killed) / judged.length).toFixed(1);
}

function staleOf(equivalents: Readonly<Record<string, string>>, all: readonly SourceMutant[]): string[] {
  const ids = new Set(all.map(({ id }) => id));
  return Object.keys(equivalents).filter((id) => !ids.has(id));
}

function featureNames(only: string | null): string[] {
  const names = readdirSync(features, { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? [one.name] : [],
  );
  if (only !== null && !names.includes(only))
    throw new Error(`No feature is called "${only}"; there are ${names.join(', ')}.`);
  return only === null ? names : [only];
}

/** What a feature consists of, but for its specs and its sample data. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(
      (one) =>
        one.isFile() && /[.]ts$/.test(one.name) && !/[.]spec[.]ts$|^index[.]ts$|^sample-/.test(one.name),
    )
    .map((one) => join(one.parentPath, one.name))
    .sort();
}

function featureOf(file: string): string {
  return file.split('/')[2] ?? '';
}

/** At most so many, from everywhere. */
function spread<T>(all: readonly T[], most: number | null): T[] {
  if (most === null || all.length <= most) return [...all];
  return Array.from({ length: most }, (_, index) => all[Math.floor((index * all.length) / most)] as T);
}

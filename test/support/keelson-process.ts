import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findSettings } from '@keelson/platform';
import { AppModule } from '../../src/app.module.js';
import { buildFeature } from '../faults/build.js';
import { bundleServer, withPlaces } from './server-bundle.js';

export interface KeelsonOptions {
  /** Settings of this process; those of the machine and of an `.env` file are not seen. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * What is started: `npm start`, as the README has it; `script`, what npm runs, without npm; else a bundle of the same
   * build, which is up in half the time. Tests of a start itself say which.
   */
  readonly by?: 'npm' | 'script';
  /** A program to run in place of all these. */
  readonly entry?: string;
  /** What is typed after the program; without an `entry`, the program is then the command line of the bundle. */
  readonly typed?: readonly string[];
}

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The real server, in a process of its own. */
export interface KeelsonProcess {
  /** Of npm, where npm was asked for. */
  readonly pid: number;
  readonly ended: Promise<Ending>;
  stdout(): string;
  stderr(): string;
  /** The address it listens on. @throws Error with all it has said when it ends instead, or takes too long */
  url(): Promise<string>;
  /** Resolves with what a pattern finds in the standard output, once it does. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends a signal, and waits for the end of the process and of all it has started. */
  stop(signal?: NodeJS.Signals): Promise<Ending>;
  /** Whether anything of its process group is left. */
  isGone(): boolean;
}

const projectFolder = fileURLToPath(new URL('../../', import.meta.url));
const script = join(projectFolder, 'scripts/start.mjs');
const bundleRunner = join(projectFolder, 'test/support/run-bundle.mjs');
// Only for a start that hangs: on a busy machine one takes many times as long.
const patienceMs = 90_000;
const running = new Set<number>();

// Nothing outlives the tests, whatever ended them.
process.once('exit', () => {
  for (const group of running) kill(-group, 'SIGKILL');
});

let bundle: string | undefined;

/** Builds dist/ when the sources have changed, and its bundle; others who ask meanwhile wait for the one who builds. */
export async function buildKeelson(): Promise<void> {
  const builder = spawn(process.execPath, [script, '--build'], { cwd: projectFolder, env: environment({}) });
  const { stderr } = collect(builder);
  const [code] = (await once(builder, 'close')) as [number | null];
  if (code !== 0) throw new Error(`dist/ can't be built: ${stderr()}`);
  buildFeature();
  bundle = await bundleServer();
}

/** Starts the server and waits until it listens. */
export async function startKeelson(options: KeelsonOptions = {}): Promise<KeelsonProcess> {
  const keelson = launchKeelson(options);
  await keelson.url();
  return keelson;
}

/** Starts the server; what becomes of it is the caller's to find out. */
export function launchKeelson(options: KeelsonOptions = {}): KeelsonProcess {
  const [command, ...args] = commandOf(options);
  const child = spawn(command, args, {
    cwd: projectFolder,
    // As below npm, the server also ends when its parent does: a worker of the tests that is killed leaves nothing.
    env: { npm_lifecycle_event: 'start', ...environment(options.environment ?? {}) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that it can be seen whether anything is left of it.
    detached: true,
  });
  const pid = child.pid ?? 0;
  running.add(pid);
  const { stdout, stderr } = collect(child);
  let isOver = false;
  const ended = once(child, 'close').then(([code, signal]): Ending => {
    isOver = true;
    if (!groupIsThere(pid)) running.delete(pid);
    return {
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
    };
  });
  const said = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (const deadline = Date.now() + patienceMs; ;) {
      const found = pattern.exec(stdout());
      if (found) return found;
      if (isOver || Date.now() > deadline)
        throw new Error(
          `Keelson ${isOver ? 'ended' : 'took too long'} before it said ${pattern}:\n${stdout()}${stderr()}`,
        );
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  return {
    pid,
    ended,
    stdout,
    stderr,
    said,
    url: async () => (await said(/(?:API {3}|Listening on )(https?:\/\/[\w.:[\]]+)/))[1] ?? '',
    async stop(signal = 'SIGTERM') {
      if (isOver) return ended;
      // A kill is for all of it: npm alone would leave the server to end in its own time.
      kill(signal === 'SIGKILL' ? -pid : pid, signal);
      return ended;
    },
    isGone: () => !groupIsThere(pid),
  };
}

function commandOf({ by, entry, typed }: KeelsonOptions): readonly [string, ...string[]] {
  if (entry) return [process.execPath, entry, ...(typed ?? [])];
  if (by === 'npm') return ['npm', 'start'];
  if (by === 'script') return [process.execPath, script];
  if (!bundle) throw new Error('Call buildKeelson() before a server is started.');
  const program = typed ? ['keelson', ...typed] : ['server'];
  return [process.execPath, bundleRunner, bundle, ...program];
}

/** A temporary folder for KEELSON_DATA; to be removed when its process has ended. */
export interface DataFolder {
  readonly path: string;
  remove(): void;
}

export function dataFolder(): DataFolder {
  const path = mkdtempSync(join(tmpdir(), 'keelson-data-'));
  // As root, PostgreSQL runs as another user, who has to reach its data below this folder.
  chmodSync(path, 0o755);
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

const { table } = await findSettings(AppModule);

/** Only what every program needs; an empty setting counts as absent, and wins over an `.env` file. */
function environment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, TZ } = process.env;
  const absent = Object.fromEntries(table.map(({ name }) => [name, '']));
  return { PATH, HOME, ...(TMPDIR && { TMPDIR }), ...(TZ && { TZ }), ...absent, ...settings };
}

function collect(child: ChildProcess): { stdout: () => string; stderr: () => string } {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => (texts[name] += chunk));
  return { stdout: () => withPlaces(texts.stdout), stderr: () => withPlaces(texts.stderr) };
}

function groupIsThere(group: number): boolean {
  return kill(-group, 0);
}

function kill(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

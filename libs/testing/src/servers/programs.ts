import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync, realpathSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { fetchPackage } from './debian-packages.js';

/** A program found on this machine, and what has to be in its environment to run. */
export interface Program {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A program that tests need: what it is called, and where it comes from. */
export interface WantedProgram {
  readonly title: string;
  readonly names: readonly string[];
  /** Debian package, as a pattern for those distributions that put the version into the name. */
  readonly packagePattern: string;
  /** Where the program is in an unpacked package, if not in a `bin` folder. */
  readonly unpackedAt?: string;
  /** What makes it tell its version, if not `--version`. */
  readonly asks?: string;
  readonly accepts: RegExp;
  /** True where its other files are beside what a link of this name leads to. */
  readonly isBesideItsFiles?: boolean;
  /** What to do without the package: `install nginx so that nginx is in PATH`. */
  readonly fix: string;
}

const run = promisify(execFile);
const pending = new Map<string, Promise<Program>>();

/**
 * The program, installed or fetched: as root with apt, otherwise unpacked into `.keelson/servers` of the working directory.
 * @throws Error of one line that says what is missing and how to fix it
 */
export function requireProgram(wanted: WantedProgram): Promise<Program> {
  let program = pending.get(wanted.title);
  if (!program) {
    program = findOrFetch(wanted);
    pending.set(wanted.title, program);
  }
  return program;
}

async function findOrFetch(wanted: WantedProgram): Promise<Program> {
  const unpackFolder = resolve('.keelson', 'servers', wanted.title.toLowerCase());
  const found = await find(wanted, unpackFolder);
  if (found) return found;
  const failure = await fetchPackage({
    title: wanted.title,
    packagePattern: wanted.packagePattern,
    folder: unpackFolder,
  });
  const fetched = await find(wanted, unpackFolder);
  if (fetched) return fetched;
  throw new Error(
    `${wanted.title} is missing (${failure ?? 'the downloaded package does not run'}): ${wanted.fix}`,
  );
}

async function find(wanted: WantedProgram, unpackFolder: string): Promise<Program | undefined> {
  for (const candidate of [...installed(wanted), ...unpacked(wanted, unpackFolder)]) {
    if (await runs(candidate, wanted)) return candidate;
  }
  return undefined;
}

function installed(wanted: WantedProgram): Program[] {
  // Debian keeps servers out of the PATH of ordinary users.
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/usr/local/sbin',
    '/usr/sbin',
    '/usr/libexec',
  ];
  return wanted.names
    .flatMap((name) => folders.filter(Boolean).map((folder) => join(folder, name)))
    .filter(isExecutable)
    .map((path) => ({ path: resolveLink(path, wanted), environment: {} }));
}

function unpacked(wanted: WantedProgram, root: string): Program[] {
  const places = wanted.unpackedAt
    ? [wanted.unpackedAt]
    : wanted.names.flatMap((name) => [`usr/bin/${name}`, `usr/sbin/${name}`]);
  const searched = [join(root, 'usr/lib'), join(root, 'lib')]
    .flatMap((folder) => foldersIn(folder).filter((below) => below.includes('-linux-gnu')))
    // Some packages keep a library one folder deeper and rely on the loader's configuration, which is not ours.
    .flatMap((folder) => [folder, ...foldersIn(folder)]);
  const environment = { LD_LIBRARY_PATH: searched.join(delimiter) };
  return places
    .map((place) => join(root, place))
    .filter(isExecutable)
    .map((path) => ({ path, environment }));
}

/** A link leads to the folder where the server's other files are; redis-server alone goes by the name it is called. */
function resolveLink(path: string, wanted: WantedProgram): string {
  return wanted.isBesideItsFiles ? realpathSync(path) : path;
}

async function runs(program: Program, { asks = '--version', accepts }: WantedProgram): Promise<boolean> {
  try {
    const { stdout, stderr } = await run(program.path, [asks], {
      env: { ...process.env, ...program.environment },
      timeout: 20_000,
    });
    return accepts.test(stdout + stderr);
  } catch {
    return false;
  }
}

function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

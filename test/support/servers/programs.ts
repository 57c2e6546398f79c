import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fetchPackage } from './debian-packages.js';

/** A program found on this machine, and what has to be in its environment to run. */
export interface Program {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

interface Wanted {
  readonly title: string;
  readonly names: readonly string[];
  /** Debian package, as a pattern for those distributions that put the version into the name. */
  readonly packagePattern: string;
  /** Where the program is in an unpacked package, if not in a `bin` folder. */
  readonly unpackedAt?: string;
  /** What makes it tell its version, if not `--version`. */
  readonly asks?: string;
  readonly accepts: RegExp;
  readonly mend: string;
}

const WANTED = {
  mariadb: {
    title: 'MariaDB',
    names: ['mariadbd', 'mysqld'],
    packagePattern: '^mariadb-server-core(-[0-9.]+)?$',
    accepts: /MariaDB/,
    mend: 'install MariaDB so that mariadbd is in PATH, or set TEST_DATABASE_URL=mysql://user:password@host:port/',
  },
  redis: {
    title: 'Redis',
    names: ['redis-server', 'valkey-server'],
    packagePattern: '^redis-server$',
    accepts: /v=\d/,
    mend: 'install Redis so that redis-server is in PATH, or set TEST_REDIS_URL=redis://host:port',
  },
  chromium: {
    title: 'Chromium',
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    packagePattern: '^chromium$',
    unpackedAt: 'usr/lib/chromium/chromium',
    accepts: /Chrom/,
    mend: 'install Chromium so that chromium is in PATH',
  },
  openssl: {
    title: 'OpenSSL',
    names: ['openssl'],
    packagePattern: '^openssl$',
    asks: 'version',
    accepts: /OpenSSL/,
    mend: 'install OpenSSL so that openssl is in PATH',
  },
  promtool: {
    title: 'Prometheus',
    names: ['promtool'],
    packagePattern: '^prometheus$',
    accepts: /promtool/,
    mend: 'install Prometheus so that promtool is in PATH',
  },
  nginx: {
    title: 'nginx',
    names: ['nginx'],
    packagePattern: '^nginx(-core)?$',
    accepts: /nginx\/\d/,
    asks: '-v',
    mend: 'install nginx so that nginx is in PATH',
  },
} as const satisfies Record<string, Wanted>;

export type ProgramName = keyof typeof WANTED;

const run = promisify(execFile);
const projectFolder = fileURLToPath(new URL('../../../', import.meta.url));
const pending = new Map<ProgramName, Promise<Program>>();

/**
 * The program, installed or fetched: as root with apt, otherwise unpacked into `.keelson/servers`.
 * @throws an error of one line that says what is missing and how to mend it.
 */
export function requireProgram(name: ProgramName): Promise<Program> {
  let program = pending.get(name);
  if (!program) {
    program = findOrFetch(name, WANTED[name]);
    pending.set(name, program);
  }
  return program;
}

async function findOrFetch(name: ProgramName, wanted: Wanted): Promise<Program> {
  const unpackFolder = join(projectFolder, '.keelson', 'servers', name);
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
    `${wanted.title} is missing (${failure ?? 'the fetched package does not run'}): ${wanted.mend}`,
  );
}

async function find(wanted: Wanted, unpackFolder: string): Promise<Program | undefined> {
  for (const candidate of [...installed(wanted), ...unpacked(wanted, unpackFolder)]) {
    if (await runs(candidate, wanted)) return candidate;
  }
  return undefined;
}

function installed(wanted: Wanted): Program[] {
  // Debian keeps servers out of the PATH of ordinary users.
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/local/sbin',
    '/usr/sbin',
    '/usr/libexec',
  ];
  return wanted.names
    .flatMap((name) => folders.filter(Boolean).map((folder) => join(folder, name)))
    .filter(isExecutable)
    .map((path) => ({ path: resolveLink(path, wanted), environment: {} }));
}

function unpacked(wanted: Wanted, root: string): Program[] {
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
function resolveLink(path: string, wanted: Wanted): string {
  return wanted === WANTED.mariadb ? realpathSync(path) : path;
}

async function runs(program: Program, { asks = '--version', accepts }: Wanted): Promise<boolean> {
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

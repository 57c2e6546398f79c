import { chmod, cp, lstat, mkdtemp, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { basename, dirname, join, relative } from 'node:path';
import { EmbeddedPostgresError, systemCode } from './embedded-postgres.error.js';
import { decisiveLine, runProgram, type ServerAccount } from './run-program.js';

/** PostgreSQL's programs, proven to run under the server's account. */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  /** Such as `18.4`. */
  readonly version: string;
  /** Such as `18`: clusters of another major version cannot be opened. */
  readonly major: string;
}

/** The platforms that the `@embedded-postgres` packages exist for and on which this module's signals work. */
const PLATFORMS: Readonly<Record<string, readonly string[]>> = {
  linux: ['x64', 'arm64', 'arm', 'ia32', 'ppc64'],
  darwin: ['x64', 'arm64'],
};

/** Files that only matter to those who compile against PostgreSQL: 40 % of the package. */
const DEVELOPMENT_FILES = /(\.a|[/\\](pgxs|pkgconfig))$/;

/**
 * Finds PostgreSQL's programs among the installed packages. When the server's account cannot run them there (a private
 * home, a package whose install script was blocked in a folder that is not writable, lost executable bits), they are
 * copied into `folder` once.
 * @throws EmbeddedPostgresError when this platform has none or they do not run.
 */
export async function preparePrograms(
  folder: string,
  account: ServerAccount | undefined,
  log: (line: string) => void,
): Promise<Programs> {
  const packageFolder = findPackage(process.platform, process.arch);
  const native = join(packageFolder, 'native');
  if (await linkLibraries(native)) {
    const version = await tryVersion(native, folder, account);
    if (version.number !== undefined) return describe(native, version.number);
  }
  const copy = join(folder, `programs-${await packageVersion(packageFolder)}`);
  if (await isMissing(copy)) {
    log(`copying the PostgreSQL binaries to ${copy}, because they cannot run where npm installed them`);
    await copyPrograms(native, copy);
  }
  const version = await tryVersion(copy, folder, account);
  if (version.number !== undefined) return describe(copy, version.number);
  throw new EmbeddedPostgresError(
    `The PostgreSQL binaries in ${copy} do not run here (${version.reason}): they need glibc (not Alpine's musl) and a file system without noexec; use an external PostgreSQL or MySQL instead.`,
  );
}

/**
 * The folder of the package with this platform's programs.
 * @throws EmbeddedPostgresError when there is none for the platform, or npm did not install it.
 */
export function findPackage(platform: string, arch: string): string {
  if (!PLATFORMS[platform]?.includes(arch)) {
    const known = Object.entries(PLATFORMS).flatMap(([os, arches]) => arches.map((each) => `${os}-${each}`));
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL does not support ${platform}-${arch} (only ${known.join(', ')}): use an external PostgreSQL or MySQL.`,
    );
  }
  const name = `@embedded-postgres/${platform}-${arch}`;
  try {
    // It is a dependency of embedded-postgres, so strict package managers show it to that package only.
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(parent).resolve(name)));
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The package ${name}, which contains the PostgreSQL binaries, is not installed: run \`npm ci\` without \`--omit=optional\`, or use an external PostgreSQL or MySQL.`,
      { cause: error },
    );
  }
}

/**
 * Makes the symbolic links that an npm package cannot carry. The package has an install script for it, which npm 11
 * may block. Returns false when the package's folder cannot be written.
 */
export async function linkLibraries(native: string): Promise<boolean> {
  const listed: unknown = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(listed)) return true;
  for (const { source, target } of listed.filter(isLink)) {
    const link = join(dirname(native), target);
    if (!(await isMissing(link))) continue;
    try {
      await symlink(relative(dirname(target), source), link);
    } catch (error) {
      // Another process may be doing the same.
      if (systemCode(error) === 'EEXIST') continue;
      if (['EACCES', 'EPERM', 'EROFS'].includes(systemCode(error) ?? '')) return false;
      throw error;
    }
  }
  return true;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

function isLink(value: unknown): value is Link {
  const link = value as Partial<Link> | null;
  return typeof link?.source === 'string' && typeof link.target === 'string';
}

/** Copies beside the destination first: a copy that was interrupted must never be taken for a whole one. */
async function copyPrograms(native: string, destination: string): Promise<void> {
  const folder = dirname(destination);
  const unfinished = await mkdtemp(join(folder, 'programs-new-'));
  await cp(native, join(unfinished, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !DEVELOPMENT_FILES.test(path),
  });
  await linkLibraries(join(unfinished, 'native'));
  await openToEveryone(join(unfinished, 'native'));
  await rename(join(unfinished, 'native'), destination);
  const outdated = (await readdir(folder)).filter(
    (name) => name.startsWith('programs-') && name !== basename(destination),
  );
  await Promise.all(outdated.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

/** The server's account is another user than the one that copied, whose umask may be strict. */
async function openToEveryone(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  const executables = basename(folder) === 'bin';
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToEveryone(path);
    else if (entry.isFile()) await chmod(path, executables ? 0o755 : (await stat(path)).mode | 0o444);
  }
}

interface VersionTrial {
  readonly number?: string;
  readonly reason: string;
}

/** Asks the server program for its version under the server's account: that proves access and libraries at once. */
async function tryVersion(
  native: string,
  cwd: string,
  account: ServerAccount | undefined,
): Promise<VersionTrial> {
  try {
    const run = await startedAgain(() =>
      runProgram(join(native, 'bin', 'postgres'), ['--version'], { account, cwd, timeout: 20_000 }),
    );
    const number = /\(PostgreSQL\) (\d+(?:\.\d+)*)/.exec(run.output)?.[1];
    return number !== undefined && run.ok ? { number, reason: '' } : { reason: decisiveLine(run.output) };
  } catch (error) {
    if (account && ['EPERM', 'EINVAL'].includes(systemCode(error) ?? '')) {
      throw new EmbeddedPostgresError(
        `PostgreSQL refuses to run as root, and this root user cannot switch to uid ${account.uid}: start the application as an unprivileged user.`,
        { cause: error },
      );
    }
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Where it would not help to start a program again. */
const permanent = ['EPERM', 'EINVAL', 'EACCES', 'ENOENT', 'ENOEXEC'];

/** A busy machine may refuse for a moment to start a program, and one that was just copied may still be open (ETXTBSY). */
async function startedAgain<T>(start: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1)
    try {
      return await start();
    } catch (error) {
      if (tries === 5 || permanent.includes(systemCode(error) ?? '')) throw error;
      await sleep(100 * tries);
    }
}

function describe(native: string, version: string): Programs {
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    version,
    major: version.split('.')[0] ?? version,
  };
}

async function packageVersion(packageFolder: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  return String((manifest as { version?: unknown }).version);
}

async function isMissing(path: string): Promise<boolean> {
  return lstat(path).then(
    () => false,
    () => true,
  );
}

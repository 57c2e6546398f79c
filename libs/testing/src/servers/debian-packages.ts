import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

export interface WantedPackage {
  readonly title: string;
  readonly packagePattern: string;
  /** Where to unpack when the package can't be installed. */
  readonly folder: string;
}

const run = promisify(execFile);

/**
 * Brings a Debian package onto this machine: as root it is installed, without starting its service; otherwise it and
 * what it depends on are unpacked into the folder.
 * @returns why not, in one line; nothing on success.
 */
export async function fetchPackage(wanted: WantedPackage): Promise<string | undefined> {
  if (!(await hasApt())) return 'not installed, and apt-get is not available to install it';
  let why = '';
  if (process.getuid?.() === 0) {
    try {
      await install(wanted);
      return undefined;
    } catch (error) {
      why = `apt-get install failed: ${lastLine(error)}; `;
    }
  }
  try {
    await unpack(wanted);
    return undefined;
  } catch (error) {
    return `${why}its Debian package could not be unpacked: ${lastLine(error)}`;
  }
}

async function install(wanted: WantedPackage): Promise<void> {
  const packageName = await findName(wanted, []).catch(async () => {
    await apt(['update', '-q']);
    return findName(wanted, []);
  });
  say(
    `${wanted.title} is not installed: running apt-get install ${packageName} (without starting its service)`,
  );
  const silenced = silenceServices();
  try {
    const options = ['install', '-y', '-q', '--no-install-recommends', packageName];
    const environment = {
      PATH: [silenced, process.env['PATH']].join(delimiter),
      DEBIAN_FRONTEND: 'noninteractive',
    };
    await apt(options, environment).catch(async () => {
      // The lists may name versions which the mirror has replaced.
      await apt(['update', '-q']);
      await apt(options, environment);
    });
  } finally {
    rmSync(silenced, { recursive: true, force: true });
  }
}

/**
 * A folder of programs that do nothing, to stand before those by which a package starts its service. Unlike a
 * policy-rc.d it leaves nothing behind on the machine when we are killed half-way.
 */
function silenceServices(): string {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-no-services-'));
  chmodSync(folder, 0o755);
  for (const name of ['invoke-rc.d', 'deb-systemd-invoke', 'systemctl', 'service']) {
    writeFileSync(join(folder, name), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  }
  return folder;
}

async function unpack(wanted: WantedPackage): Promise<void> {
  say(`${wanted.title} is not installed: unpacking its Debian package into .keelson/servers`);
  mkdirSync(dirname(wanted.folder), { recursive: true });
  const work = mkdtempSync(`${wanted.folder}-`);
  try {
    // Lists and cache of our own: those of the system are not ours to refresh, and may be empty in an image.
    const lists = join(work, 'lists');
    const cache = join(work, 'cache');
    const tree = join(work, 'tree');
    for (const folder of [lists, cache, tree]) mkdirSync(join(folder, 'partial'), { recursive: true });
    rmSync(join(tree, 'partial'), { recursive: true });
    const own = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${cache}`];
    if (process.getuid?.() === 0) own.push('-o', 'APT::Sandbox::User=root');
    await apt([...own, 'update', '-q']);

    const name = await findName(wanted, own);
    const plan = await apt([...own, '-s', '--no-install-recommends', 'install', name]);
    // Only what is new: a line with a version in brackets upgrades a package that is installed, and the C library of
    // another version than the loader's does not start.
    const packages = [...plan.matchAll(/^Inst (\S+) \((\S+) /gm)].map(
      ([, each, version]) => `${each}=${version}`,
    );
    await run('apt-get', [...own, '-q', 'download', ...packages], {
      cwd: cache,
      env: quiet(),
      maxBuffer: 2 ** 25,
    });
    for (const file of readdirSync(cache).filter((each) => each.endsWith('.deb'))) {
      await run('dpkg', ['-x', join(cache, file), tree]);
    }
    rmSync(wanted.folder, { recursive: true, force: true });
    renameSync(tree, wanted.folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The name of the newest package that fits; `mariadb-server-core` has its version in the name on older Ubuntus. */
async function findName(wanted: WantedPackage, options: readonly string[]): Promise<string> {
  const { stdout } = await run('apt-cache', [...options, 'search', '--names-only', wanted.packagePattern]);
  const names = stdout.split('\n').map((line) => line.split(' ')[0] ?? '');
  const name = names.filter(Boolean).sort((a, b) => a.length - b.length || b.localeCompare(a))[0];
  if (!name) throw new Error(`apt has no package that matches ${wanted.packagePattern}`);
  return name;
}

/** Another run on this machine may hold a lock of apt; it is waited for. */
async function apt(options: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const deadline = performance.now() + 300_000;
  for (;;) {
    try {
      const { stdout } = await run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...options], {
        env: { ...quiet(), ...environment },
        maxBuffer: 2 ** 25,
      });
      return stdout;
    } catch (error) {
      const locked = error instanceof Error && /could not get lock|is locked by/i.test(error.message);
      if (!locked || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

/** Messages in English, because some of them are read above. */
function quiet(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: 'C' };
}

async function hasApt(): Promise<boolean> {
  return run('apt-get', ['--version']).then(
    () => true,
    () => false,
  );
}

function lastLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n').at(-1) ?? text;
}

/** One line for the person who waits. */
function say(line: string): void {
  process.stderr.write(`servers: ${line}\n`);
}

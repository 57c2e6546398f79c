import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { benchFolder, projectFolder } from '../folders.js';
import type { Program } from '../servers/program.js';

/** Another version of Keelson, built below `.keelson/bench`, with the servers of the bench on it. */
export interface CheckedOut {
  readonly label: string;
  readonly commit: string;
  readonly folder: string;
  program(name: string): Program;
}

/** The folder of the present servers in a checkout: as deep as `bench/`, so that what they import is found. */
const laidOver = 'bench-present';

/**
 * Checks a version out, installs its packages from npm's cache, and builds it with the servers of the present bench: the
 * version is then measured by the same code on both sides. A version that this code does not fit is measured by the
 * servers of its own bench, which speak the same HTTP.
 * @throws Error when Git does not know the revision, or something cannot be built
 */
export function checkedOut(revision: string): CheckedOut {
  const commit = run(
    'git',
    ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`],
    projectFolder,
  ).trim();
  if (!commit)
    throw new Error(
      `bench: --against ${revision}: this is neither a server in bench/servers nor a Git revision`,
    );
  const short = commit.slice(0, 12);
  const folder = `${projectFolder}.keelson/bench/versions/${short}/`;
  if (!existsSync(`${folder}installed`)) install(commit, folder);
  const present = buildPresent(folder);
  return {
    label: `keelson ${short.slice(0, 7)}`,
    commit,
    folder,
    program(name) {
      const entry = present
        ? `${folder}${laidOver}/dist/${laidOver}/servers/${name}/server.js`
        : `${folder}bench/dist/bench/servers/${name}/server.js`;
      return { name, entry };
    },
  };
}

function install(commit: string, folder: string): void {
  console.log(`bench: checking out ${commit.slice(0, 12)} and installing its packages`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const archive = `${folder}version.tar`;
  run('git', ['archive', '--format=tar', '-o', archive, commit], projectFolder);
  run('tar', ['-xf', archive, '-C', folder], folder);
  rmSync(archive);
  run('npm', ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], folder);
  writeFileSync(`${folder}installed`, '');
}

/** @returns whether the present servers run on this version */
function buildPresent(folder: string): boolean {
  const sources = ['servers', 'data', 'background'];
  const mark = `${folder}built.json`;
  const digest = digestOf(sources.map((each) => `${benchFolder}${each}`));
  const known = existsSync(mark) ? (JSON.parse(readFileSync(mark, 'utf8')) as Built) : null;
  if (known?.digest === digest) return known.present;
  const over = `${folder}${laidOver}/`;
  rmSync(over, { recursive: true, force: true });
  for (const each of sources) cpSync(`${benchFolder}${each}`, `${over}${each}`, { recursive: true });
  const settings = readFileSync(`${benchFolder}tsconfig.build.json`, 'utf8');
  writeFileSync(`${over}tsconfig.build.json`, settings.replace('"include": ["."]', '"include": ["servers"]'));
  const present = build(folder, laidOver) && loads(`${over}dist/${laidOver}/servers/keelson/loads.js`);
  if (!present) {
    console.log(
      'bench: the current bench servers are not compatible with this version, so it is measured with the servers from its own bench',
    );
    if (!build(folder, 'bench')) throw new Error(`bench: ${folder} could not be built`);
  }
  writeFileSync(mark, JSON.stringify({ digest, present } satisfies Built));
  return present;
}

interface Built {
  readonly digest: string;
  readonly present: boolean;
}

/** Without a check of types: settings that one of the versions does not know must not keep it from being measured. */
function build(folder: string, bench: string): boolean {
  const compilers = ['typescript-native', 'typescript'].map(
    (name) => `${folder}node_modules/${name}/bin/tsc`,
  );
  const tsc = compilers.find((file) => existsSync(file)) ?? '';
  const args = [tsc, '-b', `${bench}/tsconfig.build.json`, '--noCheck'];
  return spawnSync(process.execPath, args, { cwd: folder, stdio: 'inherit' }).status === 0;
}

/** Whether all that a server imports is there, by these names. */
function loads(entry: string): boolean {
  return spawnSync(process.execPath, [entry], { stdio: 'ignore' }).status === 0;
}

function digestOf(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders)
    hash.update(run('git', ['ls-files', '-s', '-o', '--exclude-standard', folder], projectFolder));
  return hash.digest('hex');
}

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, [...args], { cwd, encoding: 'utf8' });
  if (error) throw new Error(`bench: ${command} could not be run: ${error.message}`);
  if (status !== 0 && stderr) throw new Error(`bench: ${command} ${args.join(' ')}: ${stderr.trim()}`);
  return stdout;
}

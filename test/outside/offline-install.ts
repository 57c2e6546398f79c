import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { linkPackage, projectFolder } from '../support/linked-modules.js';
import type { PackedPackage } from './packed-packages.js';

const run = promisify(execFile);

type Versions = Readonly<Record<string, string>>;

interface Manifest {
  readonly version: string;
  readonly bin?: string | Versions;
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly peerDependencies?: Versions;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const installedHere = join(projectFolder, 'node_modules');
const manifestIn = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/**
 * What `npm install` would put into an application, without a network: our packages out of their tarballs, those of others as
 * links to what is installed here. As with npm, the peers of our packages come along, and optional ones do not.
 * @returns the names of what lies in node_modules
 */
export async function installOffline(
  application: string,
  packages: readonly PackedPackage[],
): Promise<string[]> {
  const { dependencies, devDependencies } = manifestIn(application);
  const wanted = new Map(Object.entries({ ...dependencies, ...devDependencies }));
  // A map that grows is walked to its end.
  for (const [name, range] of wanted) {
    const ours = packages.find((each) => each.name === name);
    if (!ours) linkPackage(application, name, installed(name, range));
    else
      for (const [peer, version] of await unpack(ours, application))
        if (!wanted.has(peer)) wanted.set(peer, version);
    linkPrograms(application, name);
  }
  return [...wanted.keys()].sort();
}

/** @returns the peers that it cannot do without */
async function unpack({ name, tarball }: PackedPackage, application: string): Promise<[string, string][]> {
  const folder = join(application, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', folder]);
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifestIn(folder);
  for (const [vendor, range] of Object.entries(dependencies))
    linkPackage(folder, vendor, installed(vendor, range));
  return Object.entries(peerDependencies).filter(([peer]) => !peerDependenciesMeta[peer]?.optional);
}

/**
 * Where this repository has a package.
 * @param range a version, `^` and one, or `npm:other@` and one
 * @throws Error when what is installed here is not what was asked for
 */
function installed(name: string, range: string): string {
  const folder = join(installedHere, name);
  if (!existsSync(folder) || manifestIn(folder).version !== range.replace(/^(\^|npm:.*@)/, ''))
    throw new Error(`${name}@${range} is not installed here: declare it in package.json, or run npm ci`);
  return folder;
}

/** `tsc` and the like, for the scripts of the application. */
function linkPrograms(application: string, name: string): void {
  const modules = join(application, 'node_modules');
  const { bin = {} } = manifestIn(join(modules, name));
  const programs = typeof bin === 'string' ? { [name.replace(/^.*\//, '')]: bin } : bin;
  mkdirSync(join(modules, '.bin'), { recursive: true });
  for (const [program, path] of Object.entries(programs))
    if (!readdirSync(join(modules, '.bin')).includes(program))
      symlinkSync(join('..', name, path), join(modules, '.bin', program));
}

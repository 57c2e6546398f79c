import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkModules, projectFolder } from '../support/linked-modules.js';
import { readManifest, type Manifest, type Packing } from './packing.js';

type Needs = Pick<Manifest, 'dependencies' | 'peerDependencies' | 'peerDependenciesMeta'> & {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

const lock = JSON.parse(readFileSync(join(projectFolder, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Needs>>;
};

/** What npm installs with a package: its dependencies, and its peers but for the optional ones. */
export function neededBy({
  dependencies = {},
  optionalDependencies = {},
  peerDependencies = {},
  peerDependenciesMeta = {},
}: Needs): readonly string[] {
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  return [...Object.keys(dependencies), ...Object.keys(optionalDependencies), ...peers];
}

/**
 * The packages of others that npm installs with those named, by the lock of this repository.
 */
export function thirdParties(names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = names.map((name) => ({ name, from: '' }));
  for (const { name, from } of queue) {
    const path = lockedAs(name, from);
    if (path === null || found.has(path)) continue;
    found.add(path);
    queue.push(...neededBy(lock.packages[path] ?? {}).map((next) => ({ name: next, from: path })));
  }
  return new Set([...found].map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)));
}

/** As Node finds it: next to the package that asks, then further up. Null for what this platform has no need of. */
function lockedAs(name: string, from: string): string | null {
  for (let base = from; ; base = base.slice(0, Math.max(base.lastIndexOf('/node_modules/'), 0))) {
    const path = `${base && `${base}/`}node_modules/${name}`;
    if (lock.packages[path]) return path;
    if (base === '') return null;
  }
}

/**
 * Installs what an application asks for as npm would, and no other package: ours from their tarballs, those of others as
 * links to what is installed here. Start it with `--preserve-symlinks`, or the links lead back to everything.
 * @param wanted names of packages, ours and of others
 */
export async function install(
  packing: Packing,
  application: string,
  wanted: readonly string[],
): Promise<void> {
  const ours = new Set<string>();
  const others = new Set<string>();
  const queue = [...wanted];
  for (const name of queue) {
    if (!name.startsWith('@keelson/')) {
      others.add(name);
      continue;
    }
    if (ours.has(name)) continue;
    ours.add(name);
    queue.push(...neededBy(readManifest(await packing.unpack(name.slice('@keelson/'.length), application))));
  }
  const names = [...thirdParties([...others])].filter((name) => isInstalled(name));
  linkModules(application, names.sort());
}

/** Not those for other platforms, nor those that come along with what they are nested in. */
function isInstalled(name: string): boolean {
  return existsSync(join(projectFolder, 'node_modules', name));
}

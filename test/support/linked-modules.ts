import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = fileURLToPath(new URL('../../', import.meta.url));
const installed = join(projectFolder, 'node_modules');

/** The packages of this repository, by the names of their folders. */
export const libraries: readonly string[] = readdirSync(join(projectFolder, 'libs')).sort();

/** The name under which a library is published: that of `kernel` is `@keelson/kernel`. */
export function publishedName(library: string): string {
  const manifest = readFileSync(join(projectFolder, 'libs', library, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { name: string }).name;
}

/**
 * Makes packages that are installed here importable from `folder`, without copying or downloading them.
 * @throws Error naming the package that is not installed
 */
export function linkModules(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const from = join(installed, name);
    if (!existsSync(from))
      throw new Error(`${name} is not installed here: declare it in package.json, or run npm ci`);
    linkPackage(folder, name, from);
  }
}

/** Makes the package that lies at `from` importable from `folder` as `name`. */
export function linkPackage(folder: string, name: string, from: string): void {
  const to = join(folder, 'node_modules', name);
  mkdirSync(dirname(to), { recursive: true });
  symlinkSync(from, to, 'dir');
}

/** Every package that is installed here, but for the workspace's own: those a copy brings itself. */
export function thirdPartyModules(): string[] {
  const own = new Set(libraries.map(publishedName));
  return readdirSync(installed)
    .filter((name) => !name.startsWith('.') && name !== '@keelson' && !own.has(name))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(installed, name)).map((part) => `${name}/${part}`) : [name],
    );
}

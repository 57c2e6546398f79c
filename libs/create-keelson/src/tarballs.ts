import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from './refusal.js';

/** Where packages are that are not published: `@keelson/kernel` at `file:/packed/keelson-kernel-0.1.0.tgz`. */
export type Tarballs = ReadonlyMap<string, string>;

/**
 * What `npm pack` made of `@keelson/*`, in a folder. By absolute paths: npm resolves the relative ones of overrides against
 * the package that asks.
 * @param folder an absolute path
 * @throws Refusal when there is no such folder, or two versions of a package in it
 */
export function tarballsIn(folder: string): Tarballs {
  if (!existsSync(folder)) throw new Refusal(`--packages: the folder ${folder} does not exist.`);
  const tarballs = new Map<string, string>();
  for (const file of readdirSync(folder)) {
    const [, library] = /^keelson-(.+?)-\d.*\.tgz$/.exec(file) ?? [];
    if (library === undefined) continue;
    const name = `@keelson/${library}`;
    if (tarballs.has(name))
      throw new Refusal(`--packages: ${folder} contains two versions of ${name}. Keep only one.`);
    tarballs.set(name, `file:${join(folder, file)}`);
  }
  return tarballs;
}

/** @throws Refusal when the package is not among them */
export function tarballOf(name: string, tarballs: Tarballs): string {
  const file = tarballs.get(name);
  if (file === undefined)
    throw new Refusal(`--packages: the folder does not contain ${name}. Create it with npm pack.`);
  return file;
}

import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { Choices } from './choices.js';
import { Refusal } from './refusal.js';
import { tailor } from './tailor.js';
import { tarballsIn } from './tarballs.js';
import type { Files } from './template.js';

/**
 * Writes an application into a new or empty folder. All or nothing: it checks everything before it writes.
 * @param packages a folder with packed `@keelson/*`, for a version that is not published
 * @throws Refusal naming what cannot be done, and what to do instead
 */
export function createApplication(
  folder: string,
  choices: Choices,
  { template, packages = null }: { readonly template: Files; readonly packages?: string | null },
): void {
  const root = resolve(folder);
  assertName(choices.name);
  assertEmpty(root);
  const tarballs = packages === null ? null : tarballsIn(resolve(packages));
  for (const [path, text] of Object.entries(tailor(template, choices, tarballs))) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** What npm accepts as the name of a new package. @throws Refusal */
export function assertName(name: string): void {
  const isAccepted =
    /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(name) &&
    name.length <= 214 &&
    name !== 'node_modules' &&
    !isBuiltin(name);
  if (!isAccepted)
    throw new Refusal(
      `"${name}" is not a valid npm package name. Use lowercase letters, digits and hyphens, such as my-app.`,
    );
}

/** A folder that has nothing but an empty repository is empty. @throws Refusal */
export function assertEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new Refusal(`${folder} is a file. Choose another name.`);
  const [first] = readdirSync(folder).filter((name) => name !== '.git');
  if (first !== undefined)
    throw new Refusal(
      `${folder} is not empty: it contains ${first}. Choose another name, or empty the folder.`,
    );
}

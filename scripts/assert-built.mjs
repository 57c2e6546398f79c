// prepack of every package: refuses to pack one that was not built, which npm would publish empty.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @param {unknown} entry of `exports` or `bin` @returns {string[]} the built files that it names */
function builtIn(entry) {
  if (typeof entry === 'string') return /^(\.\/)?(dist|bin)\//.test(entry) ? [entry] : [];
  return Object.values(entry ?? {}).flatMap((one) => builtIn(one));
}

/** @param {string} folder of a package @returns {string[]} what is missing, by its path in the package; empty when all is there */
export function missingIn(folder) {
  const { exports, bin, main, types } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .map((path) => `dist/${path.slice(0, -'.ts'.length)}.js`);
  const named = builtIn([exports, bin, main, types]).map((path) => path.replace(/^\.\//, ''));
  return [...new Set([...named, ...sources])].filter((path) => !existsSync(join(folder, path))).sort();
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const missing = missingIn(process.cwd());
  if (missing.length > 0) {
    console.error(
      `${process.cwd()} is not built: it lacks ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ` and ${missing.length - 3} more` : ''}. Run npm run publish:packages, which builds all packages, or npx tsc -b libs/*/tsconfig.build.json.`,
    );
    process.exitCode = 1;
  }
}

// prepack of every package: refuses to pack one that was not built, which npm would publish empty, or that was built before
// a source was deleted, whose output npm would still publish.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the compiler writes for a source, and npm publishes. */
const outputEnding = /(\.d\.ts|\.js)$/;

/** @param {unknown} entry of `exports` or `bin` @returns {string[]} the built files that it names */
function builtIn(entry) {
  if (typeof entry === 'string') return /^(\.\/)?(dist|bin)\//.test(entry) ? [entry] : [];
  return Object.values(entry ?? {}).flatMap((one) => builtIn(one));
}

/** @param {string} folder of a package @returns {string[]} its sources, by their paths in src/ without an ending */
function sourcesIn(folder) {
  return readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[jt]s$/.test(path) && !path.endsWith('.spec.ts'))
    .map((path) => path.slice(0, -'.ts'.length));
}

/** @param {string} folder of a package @returns {string[]} what is missing, by its path in the package; empty when all is there */
export function missingIn(folder) {
  const { exports, bin, main, types } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const sources = sourcesIn(folder).map((path) => `dist/${path}.js`);
  const named = builtIn([exports, bin, main, types]).map((path) => path.replace(/^\.\//, ''));
  return [...new Set([...named, ...sources])].filter((path) => !existsSync(join(folder, path))).sort();
}

/** @param {string} folder of a package @returns {string[]} the outputs without a source, by their paths in the package */
export function staleIn(folder) {
  if (!existsSync(join(folder, 'dist'))) return [];
  const sources = new Set(sourcesIn(folder));
  return readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((path) => outputEnding.test(path) && !sources.has(path.replace(outputEnding, '')))
    .map((path) => `dist/${path}`)
    .sort();
}

/** @param {readonly string[]} files */
function firstOf(files) {
  return `${files.slice(0, 3).join(', ')}${files.length > 3 ? ` and ${files.length - 3} more` : ''}`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const missing = missingIn(process.cwd());
  const stale = staleIn(process.cwd());
  if (missing.length > 0)
    console.error(
      `${process.cwd()} is not built: it lacks ${firstOf(missing)}. Run npm run publish:packages, which builds all packages, or npx tsc -b libs/*/tsconfig.build.json.`,
    );
  if (stale.length > 0)
    console.error(
      `${process.cwd()} contains outputs of deleted sources: ${firstOf(stale)}. Run npm run publish:packages, which removes them, or delete dist/ and build again.`,
    );
  if (missing.length + stale.length > 0) process.exitCode = 1;
}

// node scripts/checks/words.mjs: texts for users in words that an English-speaking engineer would not use. Reads the
// documents, and the strings of the product's sources: errors, log lines, settings and the OpenAPI texts.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { wordsInProse, wordsInStrings } from './wording.mjs';

const FOLDERS = ['docs', 'libs', 'src', 'config', 'scripts', 'bench', 'test', 'examples'];
const SKIPPED = new Set(['node_modules', 'dist', 'results', 'mutants']);
const PROSE = /[.]md$/;
const STRINGS =
  /^(?:libs\/[^/]+\/src|src|config|examples\/[^/]+\/src)\/.*(?<![.]spec)[.]ts$|^scripts\/(?!checks\/wording).*[.]mjs$/;

/** @type {string[]} */
const lines = [];
let read = 0;
const paths = [
  'README.md',
  ...FOLDERS.filter((each) => existsSync(each)).flatMap((folder) => filesBelow(folder)),
];
for (const path of paths) {
  const wordsIn = PROSE.test(path) ? wordsInProse : STRINGS.test(path) ? wordsInStrings : null;
  if (!wordsIn) continue;
  read += 1;
  for (const { line, found, instead } of wordsIn(readFileSync(path, 'utf8')))
    lines.push(`${path}:${line}: avoid "${found}"; instead: ${instead}`);
}
if (read < 2) lines.push('no file was read: fix the folders in scripts/checks/words.mjs');
for (const line of lines) console.log(line);
if (lines.length > 0) process.exitCode = 1;

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

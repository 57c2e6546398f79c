// node scripts/checks/clocks.mjs: who asks the clock of its process. What several processes must agree on goes by the
// database's clock: `databaseNow` in statements, ServerClock elsewhere. Durations are `performance.now()`.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { clockUses } from './clock-uses.mjs';
import { EXCEPTIONS_FILE, readExceptions } from './exceptions.mjs';

const FOLDERS = ['libs', 'src'];
/** Specs, the planted faults of the mutants, and the one place of the database's clock. */
const SKIPPED = /[.]spec[.]ts$|^libs\/conformance\/mutants\/|^libs\/sql\/src\/persistence\/clock[.]ts$/;

const excepted = new Map(readExceptions().clocks.map(({ path, uses }) => [path, uses]));
/** @type {string[]} */
const lines = [];
let read = 0;
for (const path of FOLDERS.filter((each) => existsSync(each)).flatMap((folder) => filesBelow(folder))) {
  if (SKIPPED.test(path)) continue;
  read += 1;
  const uses = clockUses(path, readFileSync(path, 'utf8'));
  const allowed = excepted.get(path) ?? 0;
  excepted.delete(path);
  if (uses.length < allowed)
    lines.push(
      `${EXCEPTIONS_FILE}: ${path} now uses clocks ${uses.length} times instead of ${allowed}: lower its "uses" to ${uses.length}`,
    );
  if (uses.length > allowed)
    for (const { line, what } of uses)
      lines.push(
        `${path}:${line}: ${what}: use databaseNow in a statement, ServerClock where processes must agree, or performance.now() for a duration; or explain in ${EXCEPTIONS_FILE} why nothing depends on this clock`,
      );
}
if (read === 0) lines.push('no file was read: fix the folders in scripts/checks/clocks.mjs');
for (const path of excepted.keys())
  lines.push(`${EXCEPTIONS_FILE}: ${path} does not exist or is not checked: delete the entry`);
for (const line of lines) console.log(line);
if (lines.length > 0) process.exitCode = 1;

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name === 'node_modules' || entry.name === 'dist') return [];
    return entry.isDirectory() ? filesBelow(path) : path.endsWith('.ts') ? [path] : [];
  });
}

// node scripts/checks/isolation.mjs: what can't be undone when files share a process. What can be, test/support/setup.ts
// checks while the files run.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['libs', 'config', 'src', 'test', 'bench', 'examples'];
const NEEDS_OWN_PROCESS = /\bvi\.(?:do)?(?:mock|unmock)\(|\bvi\.resetModules\(|\bprocess\.chdir\(/;
/** At the top of a module that specs share: it runs for the first of them only. */
const HOOK = /^(?:afterEach|afterAll|beforeEach|beforeAll|(?:const|let) .*= inject)\(/m;

/** @type {string[]} */
const lines = [];
for (const path of FOLDERS.filter((each) => existsSync(each)).flatMap((folder) => filesBelow(folder))) {
  const text = readFileSync(path, 'utf8');
  const isSpec = path.endsWith('.spec.ts');
  const [own] = NEEDS_OWN_PROCESS.exec(text) ?? [];
  if (own && isSpec && !/\.isolated(\.night)?\.spec\.ts$/.test(path))
    lines.push(
      `${path}: ${own}…) also changes modules or the process for other test files: rename this file to *.isolated.spec.ts`,
    );
  const [hook] = HOOK.exec(text) ?? [];
  if (hook && !isSpec && path !== 'test/support/setup.ts')
    lines.push(
      `${path}: ${hook}…) runs only for the first spec file that imports this module: call it inside a function, or use onTestFinished`,
    );
}
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

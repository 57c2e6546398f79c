// node scripts/lockfile.mjs --check | --fix
// Keeps every package-lock.json usable everywhere: it names no download host, and every optional dependency that it lists
// has an entry. A registry may lack the binaries of some platforms; npm then leaves them out of the lock while their
// parents still list them, and `npm ci` refuses the whole lock.
import { readFileSync, writeFileSync } from 'node:fs';

/** @typedef {{ resolved?: string, link?: boolean, optionalDependencies?: Record<string, string> }} Entry */

const LOCKS = ['package-lock.json', 'test/clients/package-lock.json'];

/** @param {Record<string, Entry>} packages */
export function findProblems(packages) {
  const hosts = Object.entries(packages)
    .filter(([, entry]) => /^(git\+)?(https?|ssh):/.test(entry.resolved ?? ''))
    .map(([path]) => path);
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !isLocked(packages, path, name))
      .map((name) => ({ path, name })),
  );
  return { hosts, missing };
}

/**
 * As Node resolves it: in the package's own node_modules, then in those of each folder above.
 * @param {Record<string, Entry>} packages @param {string} path @param {string} name
 */
function isLocked(packages, path, name) {
  const folders = path === '' ? [] : path.split('/');
  for (let depth = folders.length; depth >= 0; depth--) {
    const above = folders.slice(0, depth);
    if (packages[[...above, 'node_modules', name].join('/')]) return true;
  }
  return false;
}

/** @param {Record<string, Entry>} packages */
export function mend(packages) {
  const { hosts, missing } = findProblems(packages);
  for (const path of hosts) delete packages[path]?.resolved;
  for (const { path, name } of missing) delete packages[path]?.optionalDependencies?.[name];
  for (const entry of Object.values(packages)) {
    if (Object.keys(entry.optionalDependencies ?? { some: '' }).length === 0)
      delete entry.optionalDependencies;
  }
  return hosts.length + missing.length;
}

/** @param {string} name */
function check(name) {
  const file = new URL(`../${name}`, import.meta.url);
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  if (process.argv.includes('--fix')) {
    const count = mend(lock.packages);
    if (count > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
    console.log(`${name}: ${count} fixed`);
    return;
  }
  const { hosts, missing } = findProblems(lock.packages);
  for (const path of hosts) {
    console.log(`${name}: ${path} contains the URL of a download host: run node scripts/lockfile.mjs --fix`);
  }
  for (const { path, name: other } of missing) {
    console.log(`${name}: ${path} lists ${other}, which has no entry: run node scripts/lockfile.mjs --fix`);
  }
  if (hosts.length + missing.length > 0) process.exitCode = 1;
}

for (const name of LOCKS) check(name);

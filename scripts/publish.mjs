// npm run publish:packages [-- --dry-run …]: builds all packages anew, then publishes each after those that it needs. All further
// arguments are those of npm publish. A version that is published already is left out, so that an interrupted run can be repeated.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @typedef {{ folder: string, name: string, version: string, needs: string[] }} Package */

/**
 * @param {string} root
 * @returns {Package[]} each after those that it needs
 * @throws Error when they differ in their versions, or need each other in a circle
 */
export function publishOrder(root) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const all = readdirSync(join(root, 'libs'))
    .sort()
    .map((library) => {
      const folder = join(root, 'libs', library);
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      if (manifest.version !== version)
        throw new Error(`${manifest.name} has version ${manifest.version}, and the project ${version}.`);
      // Whoever runs the new create-keelson installs what its template names.
      const template = manifest.name === 'create-keelson' ? readTemplate(root) : {};
      const needs = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...template });
      return { folder, name: manifest.name, version, needs };
    });
  /** @type {Package[]} */
  const ordered = [];
  while (ordered.length < all.length) {
    const isThere = (/** @type {string} */ name) =>
      ordered.some((one) => one.name === name) || all.every((one) => one.name !== name);
    const next = all.find((one) => !ordered.includes(one) && one.needs.every(isThere));
    if (!next) throw new Error('Some packages need each other in a circle.');
    ordered.push(next);
  }
  return ordered;
}

/** @param {string} root @returns {Record<string, string>} */
function readTemplate(root) {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(root, 'examples/outside/package.json'), 'utf8'),
  );
  return { ...dependencies, ...devDependencies };
}

/**
 * Removes what earlier builds left in the packages: the compiler keeps what it made of a source that is gone since, and npm
 * would publish it.
 * @param {string} root
 */
export function removeBuilds(root) {
  for (const library of readdirSync(join(root, 'libs'))) {
    const folder = join(root, 'libs', library);
    rmSync(join(folder, 'dist'), { recursive: true, force: true });
    // Without its outputs, the compiler would take a package for built.
    for (const file of readdirSync(folder)) if (file.endsWith('.tsbuildinfo')) rmSync(join(folder, file));
  }
}

/** @param {string} root @throws Error when a package does not compile */
function build(root) {
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript-native/package.json')),
    'bin/tsc',
  );
  const projects = readdirSync(join(root, 'libs')).map((library) => `libs/${library}/tsconfig.build.json`);
  const { status } = spawnSync(process.execPath, [compiler, '-b', ...projects], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('The packages do not compile.');
}

/** @param {Package} one @param {readonly string[]} args of npm publish @throws Error when npm refuses */
function publish({ folder, name, version }, args) {
  const { status, stderr } = spawnSync('npm', ['publish', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['inherit', 'inherit', 'pipe'],
  });
  if (status === 0) return 'published';
  if (/cannot publish over|previously published/.test(stderr)) return 'published before';
  throw new Error(`${stderr}${name}@${version} was not published: fix the cause, then run this again.`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const args = process.argv.slice(2);
    const packages = publishOrder(process.cwd());
    removeBuilds(process.cwd());
    build(process.cwd());
    for (const one of packages) {
      const outcome = publish(one, args);
      console.log(`${one.name}@${one.version}: ${args.includes('--dry-run') ? 'would be ' : ''}${outcome}`);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

// npm run release: gives all packages the next version, and moves what .changeset/ says about it into CHANGELOG.md.
// A file of .changeset/ says how much the version goes up, and what users of the packages will read:
//
//   ---
//   bump: patch | minor | major
//   ---
//
//   Text in Markdown.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @typedef {'patch' | 'minor' | 'major'} Bump */
/** @typedef {{ file: string, bump: Bump, text: string }} Change */

/** @type {readonly Bump[]} */
const BUMPS = ['patch', 'minor', 'major'];
const EXAMPLE = 'examples/outside/package.json';

/** @param {string} root @returns {Change[]} by name of their files @throws Error naming a file that is not as it must be */
export function readChanges(root) {
  const folder = join(root, '.changeset');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => {
      const [, bump, text = ''] =
        /^---\nbump: (\w+)\n---\n\n([\s\S]+)$/.exec(readFileSync(join(folder, file), 'utf8')) ?? [];
      const known = BUMPS.find((one) => one === bump);
      if (!known || text.trim() === '')
        throw new Error(
          `.changeset/${file} must begin with "---", "bump: patch", "bump: minor" or "bump: major", and "---"; after an empty line, it needs a text.`,
        );
      return { file, bump: known, text: text.trim() };
    });
}

/** @param {string} version @param {Bump} bump */
export function nextVersion(version, bump) {
  const parts = version.split('.').map(Number);
  const at = 2 - BUMPS.indexOf(bump);
  return parts.map((part, index) => (index < at ? part : index === at ? part + 1 : 0)).join('.');
}

/**
 * Changes the manifests and CHANGELOG.md below a folder, and removes the files that were used.
 * @param {string} root @param {string} date of the release, such as 2026-12-01
 * @returns {string} the new version
 * @throws Error when there is nothing to release
 */
export function release(root, date) {
  const changes = readChanges(root);
  if (changes.length === 0)
    throw new Error('.changeset/ has no file, so there is nothing to release: describe what changed in one.');
  const bump = BUMPS[Math.max(...changes.map((one) => BUMPS.indexOf(one.bump)))] ?? 'patch';
  const manifests = [
    'package.json',
    EXAMPLE,
    ...readdirSync(join(root, 'libs')).map((name) => `libs/${name}/package.json`),
  ];
  const version = nextVersion(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version, bump);
  for (const file of manifests) {
    const manifest = JSON.parse(readFileSync(join(root, file), 'utf8'));
    // The example is an application with its own version.
    if (file !== EXAMPLE) manifest.version = version;
    for (const kind of ['dependencies', 'devDependencies', 'peerDependencies'])
      for (const name of Object.keys(manifest[kind] ?? {}))
        if (name.startsWith('@keelson/')) manifest[kind][name] = version;
    writeFileSync(join(root, file), `${JSON.stringify(manifest, null, 2)}\n`);
  }
  const changelog = join(root, 'CHANGELOG.md');
  const [head = '', ...earlier] = readFileSync(changelog, 'utf8').split(/^(?=## )/m);
  const entry = [`## ${version} (${date})`, ...changes.map(({ text }) => text)].join('\n\n');
  writeFileSync(
    changelog,
    `${[head.trimEnd(), entry, ...earlier.map((one) => one.trimEnd())].join('\n\n')}\n`,
  );
  for (const { file } of changes) rmSync(join(root, '.changeset', file));
  return version;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const version = release(process.cwd(), new Date().toISOString().slice(0, 10));
    console.log(`All packages have version ${version}. Run npm install, then commit.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

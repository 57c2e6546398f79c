#!/usr/bin/env node
// npx keelson <command>: compiles the application in this folder, or above it, and runs a command of its modules.
// In production, and where there is no compiler, it runs what is in dist/.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What an application calls `runCommands` in, and what its `npm run build` makes of it. */
const source = 'src/keelson.ts';
const built = 'dist/src/keelson.js';

/** @param {string} folder @returns {string | null} the nearest folder of an application, from this one upwards */
function applicationIn(folder) {
  const isOne =
    existsSync(join(folder, 'package.json')) &&
    [source, built].some((path) => existsSync(join(folder, path)));
  if (isOne) return folder;
  return dirname(folder) === folder ? null : applicationIn(dirname(folder));
}

/** @param {string} root @returns {boolean} whether the application finds a compiler, also in a workspace above it */
function hasCompiler(root) {
  const application = createRequire(join(root, 'package.json'));
  return ['typescript-native', 'typescript'].some((name) => {
    try {
      return Boolean(application.resolve(`${name}/package.json`));
    } catch {
      return false;
    }
  });
}

/** @param {string} root @returns {string | null} why its sources are not built */
function obstacleIn(root) {
  const { scripts = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (process.env.NODE_ENV === 'production') return 'NODE_ENV is production';
  if (!scripts.build) return 'package.json has no script "build"';
  return hasCompiler(root) ? null : 'typescript is not installed';
}

/** @param {string} root @returns {number} the exit code of its build; 0 where there is nothing to build, or to build with */
function build(root) {
  if (!existsSync(join(root, source))) return 0;
  const obstacle = obstacleIn(root);
  if (obstacle !== null) {
    console.error(`Not built, since ${obstacle}: ${built} may be older than ${source}.`);
    return 0;
  }
  // npx says where its npm is. The standard output is the command's.
  const npm = process.env.npm_execpath;
  const [program, args] = npm ? [process.execPath, [npm]] : ['npm', []];
  const { status } = spawnSync(program, [...args, 'run', '--silent', 'build'], {
    cwd: root,
    stdio: ['ignore', process.stderr, 'inherit'],
    shell: !npm && process.platform === 'win32',
  });
  return status ?? 1;
}

const root = applicationIn(process.cwd());
if (root === null) {
  console.error(
    `No application is in ${process.cwd()} or above it: ${source} is missing. It calls runCommands of @keelson/server.`,
  );
  process.exit(1);
}
const code = build(root);
if (code !== 0) process.exit(code);
const entry = join(root, built);
if (!existsSync(entry)) {
  console.error(`${entry} is missing: run npm run build with development dependencies.`);
  process.exit(1);
}
// As npm run does: .env is looked for there.
process.chdir(root);
process.setSourceMapsEnabled(true);
process.argv[1] = entry;
await import(pathToFileURL(entry).href);

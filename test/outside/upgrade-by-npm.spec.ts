import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { projectFolder } from '../support/linked-modules.js';
import { ours, PackageRegistry } from './package-registry.js';

type Versions = Readonly<Record<string, string>>;

const run = promisify(execFile);
const registry = new PackageRegistry();
const folder = mkdtempSync(join(tmpdir(), 'keelson-upgrade-'));
const root = join(folder, 'application');
const present = '0.1.0';
const next = '0.1.1';

const manifestFile = join(root, 'package.json');
const manifest = () =>
  JSON.parse(readFileSync(manifestFile, 'utf8')) as {
    readonly dependencies: Versions;
    readonly devDependencies: Versions;
  };
/** What the example lists, all at one version. */
const listing = (version: string) => {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(projectFolder, 'examples/outside/package.json'), 'utf8'),
  ) as { dependencies: Versions; devDependencies: Versions };
  const at = (versions: Versions) =>
    Object.fromEntries(Object.keys(ours(versions)).map((name) => [name, version]));
  return {
    name: 'application',
    private: true,
    dependencies: at(dependencies),
    devDependencies: at(devDependencies),
  };
};
const npm = (...args: string[]) =>
  run(
    'npm',
    [...args, '--no-audit', '--no-fund', '--registry', registry.url, '--cache', join(folder, 'cache')],
    {
      cwd: root,
    },
  );
const installed = () => {
  const scope = join(root, 'node_modules/@keelson');
  return readdirSync(scope).map(
    (name) =>
      (JSON.parse(readFileSync(join(scope, name, 'package.json'), 'utf8')) as { version: string }).version,
  );
};

beforeAll(() => registry.start([present, next]));
beforeEach(async () => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root);
  writeFileSync(manifestFile, JSON.stringify(listing(present)));
  await npm('install');
}, 120_000);
afterAll(() => {
  registry.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

it('npm install of all that package.json lists takes their peers along', async () => {
  expect(new Set(installed())).toEqual(new Set([present]));
  const { dependencies, devDependencies } = manifest();
  const names = Object.keys({ ...dependencies, ...devDependencies });
  await npm('install', '--save-exact', ...names.map((name) => `${name}@${next}`));
  expect(new Set(installed())).toEqual(new Set([next]));
  expect(manifest()).toEqual(listing(next));
  await npm('ls', '--all');
}, 120_000);

it('npm install does so too, once the versions in package.json are edited', async () => {
  writeFileSync(manifestFile, JSON.stringify(listing(next)));
  await npm('install');
  expect(new Set(installed())).toEqual(new Set([next]));
  await npm('ls', '--all');
}, 120_000);

it('npm ls refuses a mixture, of which npm install only warns', async () => {
  const { stderr } = await npm('install', '--save-exact', `@keelson/kernel@${next}`);
  expect(stderr).toContain(`peer @keelson/kernel@"${present}" from @keelson/`);
  await expect(npm('ls', '--all')).rejects.toThrow('invalid');
}, 120_000);

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
// @ts-expect-error scripts are plain JavaScript without declarations
import * as releases from '../../scripts/release.mjs';
// @ts-expect-error as above
import * as building from '../../scripts/assert-built.mjs';
// @ts-expect-error as above
import * as publishing from '../../scripts/publish.mjs';
import { libraries, projectFolder } from '../support/linked-modules.js';

const { nextVersion, readChanges, release } = releases as {
  nextVersion(version: string, bump: string): string;
  readChanges(root: string): unknown;
  release(root: string, date: string): string;
};

const { missingIn, staleIn } = building as {
  missingIn(folder: string): string[];
  staleIn(folder: string): string[];
};
const { publishOrder, removeBuilds } = publishing as {
  removeBuilds(root: string): void;
  publishOrder(root: string): { readonly name: string; readonly needs: readonly string[] }[];
};

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly publishConfig?: object;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Of the other packages that a package needs. */
const rangesIn = ({ peerDependencies = {} }: Manifest) =>
  Object.entries(peerDependencies).flatMap(([name, range]) => (name.startsWith('@keelson/') ? [range] : []));

const manifestIn = (root: string, path: string) =>
  JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as Manifest;

it('all packages have the version of the project, and need each other at exactly that', () => {
  const { version } = manifestIn(projectFolder, '.');
  for (const library of libraries) {
    const manifest = manifestIn(projectFolder, `libs/${library}`);
    expect(manifest.version, library).toBe(version);
    for (const range of rangesIn(manifest)) expect(range, library).toBe(version);
  }
});

it('the changelog begins with the version of the project, and what comes next can be read', () => {
  const { version } = manifestIn(projectFolder, '.');
  const [newest] = /^## .*$/m.exec(readFileSync(join(projectFolder, 'CHANGELOG.md'), 'utf8')) ?? [];
  expect(newest).toMatch(new RegExp(`^## ${version.replaceAll('.', '[.]')}( |$)`));
  expect(() => readChanges(projectFolder)).not.toThrow();
});

it.each([
  ['0.1.3', 'patch', '0.1.4'],
  ['0.1.3', 'minor', '0.2.0'],
  ['1.9.9', 'major', '2.0.0'],
] as const)('%s and a %s change make %s', (version, bump, next) => {
  expect(nextVersion(version, bump)).toBe(next);
});

describe('A release', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'keelson-release-'));
    for (const path of [
      'package.json',
      'CHANGELOG.md',
      'examples/outside/package.json',
      ...libraries.map((name) => `libs/${name}/package.json`),
    ]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      cpSync(join(projectFolder, path), join(root, path));
    }
    mkdirSync(join(root, '.changeset'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const describeChange = (file: string, text: string) => writeFileSync(join(root, '.changeset', file), text);

  it('gives all packages the version of the greatest change, and the changelog the texts', () => {
    describeChange('b.md', '---\nbump: patch\n---\n\nA correction.\n');
    describeChange('a.md', '---\nbump: minor\n---\n\nAn addition.\n');
    const version = release(root, '2026-12-01');
    expect(version).toBe(nextVersion(manifestIn(projectFolder, '.').version, 'minor'));
    for (const library of libraries) {
      const manifest = manifestIn(root, `libs/${library}`);
      expect(manifest.version, library).toBe(version);
      for (const range of rangesIn(manifest)) expect(range, library).toBe(version);
    }
    const example = readFileSync(join(root, 'examples/outside/package.json'), 'utf8');
    expect(example).toContain(`"@keelson/kernel": "${version}"`);
    expect(example).toContain(`"@keelson/testing": "${version}"`);
    const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
    expect(changelog).toContain(`\n## ${version} (2026-12-01)\n\nAn addition.\n\nA correction.\n\n## `);
    expect(readdirSync(join(root, '.changeset'))).toEqual([]);
  });

  it('is refused without a change, and with one that says nothing', () => {
    expect(() => release(root, '2026-12-01')).toThrow('nothing to release');
    describeChange('c.md', '---\nbump: huge\n---\n\nText.\n');
    expect(() => release(root, '2026-12-01')).toThrow('.changeset/c.md must begin with');
    describeChange('c.md', '---\nbump: patch\n---\n\n');
    expect(() => release(root, '2026-12-01')).toThrow('.changeset/c.md must begin with');
  });
});

describe('Publishing', () => {
  it('sends each package after those that it needs, and create-keelson after those of its template', () => {
    const order = publishOrder(projectFolder);
    const names = order.map(({ name }) => name);
    expect([...names].sort()).toEqual(
      libraries.map((library) => manifestIn(projectFolder, `libs/${library}`).name).sort(),
    );
    const early = order.flatMap(({ name, needs }, index) =>
      needs.filter((needed) => names.indexOf(needed) > index).map((needed) => `${name} before ${needed}`),
    );
    expect(early).toEqual([]);
    expect(names.indexOf('create-keelson')).toBeGreaterThan(names.indexOf('@keelson/testing'));
  });

  it('refuses versions that differ, as after a release that was interrupted', () => {
    const root = mkdtempSync(join(tmpdir(), 'keelson-publish-'));
    for (const [path, version] of Object.entries({
      '.': '0.2.0',
      'libs/one': '0.2.0',
      'libs/two': '0.1.0',
    })) {
      mkdirSync(join(root, path), { recursive: true });
      writeFileSync(join(root, path, 'package.json'), JSON.stringify({ name: path, version }));
    }
    expect(() => publishOrder(root)).toThrow('libs/two has version 0.1.0, and the project 0.2.0.');
    rmSync(root, { recursive: true });
  });

  it('refuses a package that was not built, or only in part', () => {
    for (const library of libraries) {
      const { scripts, publishConfig } = manifestIn(projectFolder, `libs/${library}`);
      expect(scripts?.['prepack'], library).toMatch(/^node \.\.\/\.\.\/scripts\/assert-built\.mjs( && |$)/);
      expect(publishConfig, library).toEqual({ access: 'public' });
    }
    const folder = mkdtempSync(join(tmpdir(), 'keelson-unbuilt-'));
    cpSync(join(projectFolder, 'libs/mail/package.json'), join(folder, 'package.json'));
    for (const path of [
      'src/index.ts',
      'src/index.spec.ts',
      'src/folder/mail.ts',
      'dist/index.js',
      'dist/index.d.ts',
    ]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), '');
    }
    expect(missingIn(folder)).toEqual(['dist/folder/mail.js']);
    rmSync(join(folder, 'dist'), { recursive: true });
    expect(missingIn(folder)).toEqual(['dist/folder/mail.js', 'dist/index.d.ts', 'dist/index.js']);
    rmSync(folder, { recursive: true });
  });

  it('removes earlier builds first, and nothing else', () => {
    const root = mkdtempSync(join(tmpdir(), 'keelson-rebuilt-'));
    const kept = ['libs/one/src/index.ts', 'libs/one/bin/one.js', 'libs/two/package.json', 'dist/main.js'];
    const removed = ['libs/one/dist/deleted.js', 'libs/one/dist/.tsbuildinfo', 'libs/two/two.tsbuildinfo'];
    for (const path of [...kept, ...removed]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), '');
    }
    removeBuilds(root);
    const isThere = (path: string) => existsSync(join(root, path));
    expect([kept.filter(isThere), removed.filter(isThere)]).toEqual([kept, []]);
    rmSync(root, { recursive: true });
  });

  it('refuses what was built of a source that is gone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'keelson-stale-'));
    expect(staleIn(folder)).toEqual([]);
    for (const path of [
      'src/index.ts',
      'src/servers/supervisor.js',
      'src/deleted.spec.ts',
      'dist/index.js',
      'dist/index.js.map',
      'dist/index.d.ts',
      'dist/servers/supervisor.js',
      'dist/template.json',
      'dist/.tsbuildinfo',
    ]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), '');
    }
    expect(staleIn(folder)).toEqual([]);
    for (const path of ['deleted.js', 'deleted.d.ts', 'servers/deleted.js'])
      writeFileSync(join(folder, 'dist', path), '');
    expect(staleIn(folder)).toEqual(['dist/deleted.d.ts', 'dist/deleted.js', 'dist/servers/deleted.js']);
    rmSync(folder, { recursive: true });
  });
});

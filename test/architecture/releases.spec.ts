import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
// @ts-expect-error scripts are plain JavaScript without declarations
import * as releases from '../../scripts/release.mjs';
import { libraries, projectFolder } from '../support/linked-modules.js';

const { nextVersion, readChanges, release } = releases as {
  nextVersion(version: string, bump: string): string;
  readChanges(root: string): unknown;
  release(root: string, date: string): string;
};

interface Manifest {
  readonly version: string;
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

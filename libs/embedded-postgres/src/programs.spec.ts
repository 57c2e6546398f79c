import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findPackage, linkLibraries } from './programs.js';

const root = mkdtempSync(join(tmpdir(), 'keelson-programs-'));

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the programs', () => {
  it('are named as missing on a platform without them', () => {
    expect(() => findPackage('sunos', 'sparc')).toThrow(
      /The embedded PostgreSQL does not support sunos-sparc \(only linux-x64/,
    );
  });

  it('get the links that a blocked install script did not make', async () => {
    const native = join(root, 'package', 'native');
    cpSync(
      join(findPackage(process.platform, process.arch), 'native', 'pg-symlinks.json'),
      join(native, 'pg-symlinks.json'),
    );
    mkdirSync(join(native, 'lib'));
    expect(await linkLibraries(native)).toBe(true);
    const made = readdirSync(join(native, 'lib'));
    expect(made.length).toBe(
      (JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as unknown[]).length,
    );
    expect(await linkLibraries(native)).toBe(true);
  });
});

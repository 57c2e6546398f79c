import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SettingsError } from '@keelson/kernel';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withEnvFile } from './index.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keelson-env-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('is the real environment when there is no .env', () => {
  expect(withEnvFile({ PORT: '1' }, folder)).toEqual({ PORT: '1' });
});

it('is completed by .env, over which the real environment wins', () => {
  writeFileSync(join(folder, '.env'), '# ours\nPORT=2\nHOST="::1"\nROLE=api\n');
  expect(withEnvFile({ PORT: '1', ROLE: '' }, folder)).toEqual({ PORT: '1', HOST: '::1', ROLE: '' });
});

it('leaves process.env as it is', () => {
  writeFileSync(join(folder, '.env'), 'KEELSON_SPEC_ONLY=1\n');
  expect(withEnvFile(process.env, folder)['KEELSON_SPEC_ONLY']).toBe('1');
  expect(process.env['KEELSON_SPEC_ONLY']).toBeUndefined();
});

it('says so when .env can not be read', () => {
  mkdirSync(join(folder, '.env'));
  expect(() => withEnvFile({}, folder)).toThrow(SettingsError);
  expect(() => withEnvFile({}, folder)).toThrow('.env: cannot be read (EISDIR)');
});

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startServer, withEnvFile } from './index.js';

@Module({})
class NoModule {}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keelson-start-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

it('an environment that cannot be read ends the process with one line', async () => {
  mkdirSync(join(folder, '.env'));
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
  await startServer(NoModule, () => withEnvFile({}, folder));
  expect(exit).toHaveBeenCalledExactlyOnceWith(1);
  const text = written.mock.calls.map(([part]) => String(part)).join('');
  expect(text).toContain('.env: cannot be read (EISDIR)');
  expect(text).not.toMatch(/^ +at /m);
});

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('a second copy of the kernel is refused, and the first may be loaded again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-copy-'));
  try {
    const copy = join(folder, 'one-copy.ts');
    cpSync(fileURLToPath(new URL('one-copy.ts', import.meta.url)), copy);
    await import('./one-copy.js');
    await import('./one-copy.js');
    await expect(import(copy)).rejects.toThrow(
      /@keelson\/kernel is loaded twice, from .*libs\/kernel.* and from/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

import { describe, expect, it } from 'vitest';
import { loadPeer } from './optional-peer.js';
import { PlatformError } from './platform-error.js';

const missing = (name: string) =>
  Object.assign(new Error(`Cannot find package '${name}' imported from /app/sql/drivers.js`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
const loading = (load: () => Promise<unknown>) =>
  loadPeer({
    name: 'pg',
    peerOf: '@keelson/sql',
    from: import.meta.url,
    because: 'DATABASE_URL names a PostgreSQL server',
    load,
  });

describe('an optional peer', () => {
  it('is loaded when it is installed', async () => {
    expect(await loading(() => Promise.resolve('the driver'))).toBe('the driver');
  });

  it('is asked for by the command that installs it', async () => {
    const refused = loading(() => Promise.reject(missing('pg')));
    await expect(refused).rejects.toThrow(PlatformError);
    await expect(refused).rejects.toThrow(
      /^DATABASE_URL names a PostgreSQL server, .* not installed\. Run `npm install pg@\^\d+\.\d+\.\d+`\.$/,
    );
  });

  it('that is installed and broken says so itself', async () => {
    const broken = missing('pg-types');
    await expect(loading(() => Promise.reject(broken))).rejects.toBe(broken);
  });
});

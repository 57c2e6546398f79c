import { AuditSettings, DatabaseSettings, loadSettings, runCommandLine } from '@keelson/platform';
import { afterAll, afterEach, beforeAll, expect, inject, it, vi } from 'vitest';
import { Sealer } from '@keelson/operations';
import { AppModule } from '../../src/app.module.js';
import { startApp, type TestApp } from '../support/app.js';
import { openSql, type SqlSession } from '@keelson/testing/servers';

const key = '5ea1'.padEnd(64, '0');
const output: string[] = [];
let app: TestApp;
let sql: SqlSession;

beforeAll(async () => {
  app = await startApp({ environment: { ROLE: 'api' } });
  sql = await openSql(inject('engine'), app.databaseUrl);
  await app.signUp();
  await app.get(Sealer).sealNow();
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => output.push(String(text)) > 0);
});
afterEach(() => output.splice(0));
afterAll(async () => {
  vi.restoreAllMocks();
  await sql.end();
  await app.close();
});

/** Types `keelson audit verify …`. @param sealingKeys of the settings */
async function verify(typed: string, sealingKeys?: string) {
  output.splice(0);
  const settings = await loadSettings(AppModule, {
    NODE_ENV: 'test',
    DATABASE_URL: app.databaseUrl,
    REDIS_URL: 'redis://127.0.0.1:1/0',
    ...(sealingKeys && { AUDIT_SEALING_KEYS: sealingKeys }),
  });
  const code = await runCommandLine(['audit', 'verify', ...typed.split(' ').filter(Boolean)], {
    name: 'keelson',
    root: AppModule,
    settings: () => Promise.resolve(settings),
    database: () => Promise.resolve(settings.get(DatabaseSettings).options),
    services: () => Promise.reject(new Error('The command needs no services.')),
  });
  return { code, text: output.join('') };
}

/** Has a process take the lease over and seal, as when the one before has ended. */
async function sealedBy({ get }: TestApp, seals: number): Promise<void> {
  await sql.query("UPDATE leases SET expires_at = '2001-01-01 00:00:00' WHERE name = 'audit-sealer'");
  await vi.waitFor(async () => {
    await get(Sealer).sealNow();
    expect(await sql.query('SELECT number FROM audit_seals')).toHaveLength(seals);
  }, 10_000);
}

it('prints the head, which a later run expects, and exits with 3 when it is gone', async () => {
  const { code, text } = await verify('');
  expect(code).toBe(0);
  expect(text).toMatch(/^Checked \d+ entries in 1 seals: no faults\.\nThe key is stored in the database: /);
  const [, head = ''] = /^Head: (1:[0-9a-f]{64})$/m.exec(text) ?? [];
  expect((await verify(`--expect ${head} --json`)).code).toBe(0);
  expect(JSON.parse((await verify('--json')).text)).toMatchObject({ head, faults: [], trustedFrom: null });
  const other = await verify(`--expect 1:${'0'.repeat(64)}`);
  expect(other).toMatchObject({ code: 3, text: expect.stringContaining('head-differs: ') as string });
  await expect(verify('--expect yesterday')).rejects.toThrow('--expect requires a head');
  await expect(verify('--organization mine')).rejects.toThrow('--organization requires the id');
});

it('names what was changed, and exits with 3', async () => {
  const [entry] = await sql.query(
    'SELECT id, organization_id, action FROM audit_entries ORDER BY id LIMIT 1',
  );
  const set = (action: unknown) =>
    sql.query('UPDATE audit_entries SET action = ? WHERE id = ?', [action, entry?.['id']]);
  await set('forged');
  const { code, text } = await verify('');
  expect(code).toBe(3);
  expect(text).toContain(`entry-changed: Entry ${String(entry?.['id'])} of organization `);
  expect((await verify(`--organization ${String(entry?.['organization_id'])}`)).code).toBe(3);
  await set(entry?.['action']);
  expect((await verify('')).code).toBe(0);
});

it('knows from which seal on a configured key protects the log, and when another key has sealed after it', async () => {
  // Nothing is sealed with it yet.
  expect((await verify('', key)).text).toContain('key-replaced: ');
  const keyed = await startApp({
    databaseUrl: app.databaseUrl,
    environment: { ROLE: 'api', AUDIT_SEALING_KEYS: key },
  });
  try {
    expect(keyed.get(AuditSettings).sealingKeys).toEqual([key]);
    await sealedBy(keyed, 2);
    const { code, text } = await verify('', key);
    expect(code).toBe(0);
    expect(text).toContain('Since seal 2 of 2, made ');
    // Former keys still verify; a log that only the database's key has sealed after them does not.
    expect((await verify('', `${'ab'.repeat(32)},${key}`)).text).toContain('key-replaced: ');
    await app.signUp();
    await sealedBy(app, 3);
    expect((await verify('', key)).text).toContain(
      'key-replaced: Seal 3 was made with a key stored in the database',
    );
    expect((await verify('')).text).toContain('key-unknown: Seal 2 ');
  } finally {
    await keyed.close();
  }
});

import { acrossOrganizations, withContext } from '@keelson/kernel';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../../../test/support/app.js';
import { openSql, type SqlSession } from '@keelson/testing/servers';
import { Database } from '@keelson/sql';
import { AuditErasure } from './audit-erasure.js';
import type { AuditReport } from './audit-faults.js';
import { leavesOf, markOf, type SealRow } from './seal.js';
import { readSealKeys } from './seal-key.js';
import { Sealer } from './sealer.js';
import { verifyAuditLog } from './verification.js';

const engine = inject('engine');

let app: TestApp;
let sql: SqlSession;
let ada: SignedIn;

beforeAll(async () => {
  // Seals only when the test says so.
  app = await startApp({ environment: { ROLE: 'api' } });
  sql = await openSql(engine, app.databaseUrl);
  ada = await app.signUp();
});
afterAll(async () => {
  await sql?.end();
  await app?.close();
});

const verify = (
  keys?: readonly string[],
  reads: Pick<Database, 'read'> = app.get(Database),
): Promise<AuditReport> =>
  withContext({}, () =>
    acrossOrganizations('tests the verification', async () =>
      verifyAuditLog(reads, { keys: await readSealKeys(app.get(Database), keys) }),
    ),
  );
const rowOf = async (query: string) => (await sql.query(query))[0] as Record<string, unknown>;
const lastEntry = async () =>
  String((await rowOf('SELECT id FROM audit_entries ORDER BY seal DESC, id DESC LIMIT 1'))['id']);
let made = 0;
/** A new entry in a seal of its own. */
const sealedEntry = async () => {
  await ada.post('/v1/products', {
    sku: `GONE-${(made += 1)}`,
    name: 'Rope',
    price: 100,
    currency: 'EUR',
    stock: 5,
  });
  await app.get(Sealer).sealNow();
  return lastEntry();
};

describe('An erasure', () => {
  it.each(['eraseValues', 'remove'] as const)(
    'reports nothing false when %s comes between the reading of seals and of entries, and still what is true',
    async (how) => {
      const [own, forged] = [await sealedEntry(), await sealedEntry()];
      const { action } = await rowOf(`SELECT action FROM audit_entries WHERE id = '${forged}'`);
      await sql.query("UPDATE audit_entries SET action = 'forged:test' WHERE id = ?", [forged]);
      const database = app.get(Database);
      let erased = 0;
      const reads: Pick<Database, 'read'> = {
        read: async <R extends object>(text: string, values: never) => {
          const rows = await database.read<R>(text, values);
          if (erased === 0 && text.includes('FROM audit_seals WHERE number > ?'))
            erased = await app.get(AuditErasure)[how]([own]);
          return rows;
        },
      };
      const { faults } = await verify(undefined, reads);
      expect(erased).toBe(1);
      expect(faults.map(({ kind, entryId }) => [kind, entryId])).toEqual([['entry-changed', forged]]);
      await sql.query('UPDATE audit_entries SET action = ? WHERE id = ?', [action, forged]);
      expect((await verify()).faults).toEqual([]);
    },
  );

  it.each([
    ['eraseValues', 'eraseValues'],
    ['eraseValues', 'remove'],
    ['remove', 'remove'],
  ] as const)('leaves a log that verifies when %s and %s of one entry meet', async (one, other) => {
    const id = await sealedEntry();
    const holder = await openSql(engine, app.databaseUrl);
    await holder.query('BEGIN');
    await holder.query(
      'SELECT number FROM audit_seals WHERE number = (SELECT seal FROM audit_entries WHERE id = ?) FOR UPDATE',
      [id],
    );
    const erasure = app.get(AuditErasure);
    const both = Promise.all([erasure[one]([id]), erasure[other]([id])]);
    // Both have read the entry by now, and wait for its seal.
    await vi.waitFor(async () => expect(await waitingForLocks()).toBe(2), { timeout: 20_000, interval: 200 });
    await holder.query('COMMIT');
    await holder.end();
    expect((await both).filter((count) => count === 1).length).toBeGreaterThan(0);
    expect((await verify()).faults).toEqual([]);
  });
});

/** Transactions of this database that wait for the lock of a row. MariaDB counts anew only if nobody has asked for 100 ms. */
async function waitingForLocks(): Promise<number> {
  const rows = await sql.query(
    engine === 'mysql'
      ? "SELECT trx_id FROM information_schema.innodb_trx JOIN information_schema.processlist ON id = trx_mysql_thread_id WHERE trx_state = 'LOCK WAIT' AND db = DATABASE()"
      : "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
  );
  return rows.length;
}

describe('A key that is configured for a log that there is already', () => {
  const key = 'cd'.repeat(32);
  const erasedOne = async (how: 'eraseValues' | 'remove') =>
    expect(await app.get(AuditErasure)[how]([await sealedEntry()])).toBe(1);

  it('takes over what was erased until its first seal, and nothing that the former key marks later', async () => {
    await erasedOne('eraseValues');
    await erasedOne('remove');
    const before = await verify();
    expect(before.faults).toEqual([]);
    const keyed = await startApp({
      databaseUrl: app.databaseUrl,
      environment: { ROLE: 'api', AUDIT_SEALING_KEYS: key },
    });
    try {
      await sql.query("UPDATE leases SET expires_at = '2001-01-01 00:00:00' WHERE name = 'audit-sealer'");
      await vi.waitFor(async () => {
        await keyed.get(Sealer).sealNow();
        expect((await verify([key])).trustedFrom).not.toBeNull();
      }, 20_000);
      const after = await verify([key]);
      expect(after).toMatchObject({ faults: [], erased: before.erased, removed: before.removed });
      expect(after.trustedFrom?.number).toBe(after.head?.number);
      // Whoever can read the database has the former key: its mark hides nothing any more.
      const victim = await rowOf('SELECT id, seal FROM audit_entries WHERE seal > 1 ORDER BY id LIMIT 1');
      const sealed = (await rowOf(
        `SELECT * FROM audit_seals WHERE number = ${Number(victim['seal'])}`,
      )) as unknown as SealRow;
      const at = leavesOf(sealed)?.findIndex(({ entryId }) => entryId === victim['id']) ?? -1;
      const [former] = [
        ...(
          await acrossOrganizations('reads keys', () => readSealKeys(app.get(Database), undefined))
        ).byId.values(),
      ];
      if (!former) throw new Error('There is no former key.');
      const forgedSalts = Buffer.from(sealed.salts);
      markOf('removed', String(victim['id']), former).copy(forgedSalts, at * 16);
      await sql.query('UPDATE audit_seals SET salts = ? WHERE number = ?', [forgedSalts, victim['seal']]);
      await sql.query('DELETE FROM audit_entries WHERE id = ?', [victim['id']]);
      expect((await verify([key])).faults).toEqual([
        expect.objectContaining({ kind: 'entry-removed', entryId: victim['id'] }),
      ]);
      // A process that has not heard of the key yet must not make marks that would be faults.
      const next = await rowOf('SELECT id FROM audit_entries WHERE seal > 1 ORDER BY id LIMIT 1');
      await expect(app.get(AuditErasure).remove([String(next['id'])])).rejects.toThrow(
        'set AUDIT_SEALING_KEYS',
      );
    } finally {
      await keyed.close();
    }
  });
});

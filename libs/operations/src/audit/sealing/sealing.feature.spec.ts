import { acrossOrganizations, withContext } from '@keelson/kernel';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../../../test/support/app.js';
import { openSql, type SqlSession } from '@keelson/testing/servers';
import { BackgroundLoops } from '@keelson/runtime';
import { GracefulStop } from '@keelson/runtime/ports';
import { SqlLeases } from '../../../../sql/src/coordination/sql-leases.js';
import { Database } from '@keelson/sql';
import { ServerClock } from '@keelson/sql/ports';
import { RuntimeSettings } from '@keelson/runtime/ports';
import { AuditErasure } from './audit-erasure.js';
import { AuditSettings } from './audit.settings.js';
import type { AuditFault, AuditReport } from './audit-faults.js';
import { entryDigest, erasedChanges, type EntryRow } from './entry-digest.js';
import { headText, leavesOf, readHead, saltOf, type SealRow } from './seal.js';
import { readSealKeys } from './seal-key.js';
import { Sealer } from './sealer.js';
import { verifyAuditLog, type VerificationOptions } from './verification.js';

const engine = inject('engine');

let app: TestApp;
let sql: SqlSession;
let ada: SignedIn;
let bob: SignedIn;

beforeAll(async () => {
  // Seals only when the test says so.
  app = await startApp({ environment: { ROLE: 'api' } });
  sql = await openSql(engine, app.databaseUrl);
  [ada, bob] = [await app.signUp(), await app.signUp()];
  await app.operator();
});
afterAll(async () => {
  await sql.end();
  await app.close();
});

const sealNow = () => app.get(Sealer).sealNow();
const verify = (
  options: Partial<VerificationOptions> = {},
  keys?: readonly string[],
): Promise<AuditReport> => {
  const database = app.get(Database);
  return withContext({}, () =>
    acrossOrganizations('tests the verification', async () =>
      verifyAuditLog(database, { keys: await readSealKeys(database, keys), ...options }),
    ),
  );
};
const addProduct = (person: SignedIn, sku: string) =>
  person.post('/v1/products', { sku, name: 'Rope', price: 100, currency: 'EUR', stock: 5 });
const entriesOf = async (where: string) =>
  (await sql.query(`SELECT id, seal FROM audit_entries WHERE ${where} ORDER BY id`)).map((row) => ({
    id: String(row['id']),
    seal: row['seal'] === null ? null : Number(row['seal']),
  }));
const count = async (from: string) =>
  Number((await sql.query(`SELECT COUNT(*) AS n FROM ${from}`))[0]?.['n']);

describe('The sealing of the audit log', () => {
  it('seals the entries of organizations and of the installation in one log', async () => {
    expect(await count('audit_seals')).toBe(0);
    expect((await verify()).head).toBeNull();
    await addProduct(ada, 'ROPE-1');
    await addProduct(bob, 'ROPE-1');
    const all = await count('audit_entries');
    expect(await entriesOf('seal IS NULL')).toHaveLength(all);
    await sealNow();
    expect(await entriesOf('seal = 1')).toHaveLength(all);
    const owners = await sql.query('SELECT DISTINCT organization_id AS id FROM audit_entries WHERE seal = 1');
    expect(owners.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        ada.organizationId,
        bob.organizationId,
        '00000000-0000-0000-0000-000000000000',
      ]),
    );
    expect(await verify()).toMatchObject({ faults: [], entries: all, seals: 1, unsealed: 0 });
  });

  it('writes no seal when there is nothing to seal', async () => {
    const before = await count('audit_seals');
    await sealNow();
    expect(await count('audit_seals')).toBe(before);
  });

  it('seals an entry whose transaction began earlier and commits later', async () => {
    const late = await openSql(engine, app.databaseUrl);
    const id = '01000000-0000-7000-8000-000000000001';
    await late.query('BEGIN');
    const now = new Date();
    await late.query(
      "INSERT INTO audit_entries (id, version, created_at, updated_at, organization_id, action, kind, subject_type, subject_id, request_id, changes) VALUES (?, 1, ?, ?, ?, 'late:test', 'updated', 'test', ?, 'late', '{}')",
      [id, now, now, ada.organizationId, ada.userId],
    );
    await addProduct(ada, 'ROPE-2');
    await sealNow();
    expect(await entriesOf(`id = '${id}'`)).toEqual([]);
    const sealed = await count('audit_seals');
    await late.query('COMMIT');
    await late.end();
    expect(await entriesOf(`id = '${id}'`)).toEqual([{ id, seal: null }]);
    await sealNow();
    expect(await entriesOf(`id = '${id}'`)).toEqual([{ id, seal: sealed + 1 }]);
    expect((await verify()).faults).toEqual([]);
  });

  it('is done by one process, when two want to at once', async () => {
    const runtime = app.get(RuntimeSettings);
    const loops = new BackgroundLoops(runtime, new GracefulStop(runtime));
    loops.coordinate({ on: () => undefined }, new SqlLeases(app.get(Database)));
    const other = new Sealer(app.get(Database), app.get(ServerClock), app.get(AuditSettings), loops);
    for (let n = 0; n < 5; n += 1) {
      await addProduct(bob, `TWO-${n}`);
      await Promise.all([other.sealNow(), sealNow()]);
    }
    expect(await entriesOf('seal IS NULL')).toEqual([]);
    expect((await verify()).faults).toEqual([]);
  });

  it('seals nothing once another process has taken its lease over, and goes on when that is gone', async () => {
    const give = (owner: string, until: string) =>
      sql.query(
        `UPDATE leases SET owner = '${owner}', fence = fence + 1, expires_at = '${until} 00:00:00' WHERE name = 'audit-sealer'`,
      );
    await addProduct(bob, 'TWO-LAST');
    await give('another', '2101-01-01');
    await sealNow();
    expect(await entriesOf('seal IS NULL')).not.toEqual([]);
    await give('another', '2001-01-01');
    await vi.waitFor(async () => {
      await sealNow();
      expect(await entriesOf('seal IS NULL')).toEqual([]);
    }, 10_000);
    expect((await verify()).faults).toEqual([]);
  });

  it('confirms a head that was kept elsewhere, and names the organization whose entries it compares', async () => {
    const { head, entries } = await verify();
    const kept = head && readHead(headText(head));
    expect(kept).toEqual(head);
    await addProduct(ada, 'ROPE-3');
    await sealNow();
    expect((await verify({ expected: kept })).faults).toEqual([]);
    const { entries: own, faults } = await verify({ organizationId: ada.organizationId });
    expect(faults).toEqual([]);
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThan(entries);
  });
});

/** One row of a table, as a test changes it. */
const rowOf = async (query: string) => (await sql.query(query))[0] as Record<string, unknown>;
const own = () => `organization_id = '${ada.organizationId}'`;
/** An entry with a seal in the middle of the log. */
const someEntry = () =>
  rowOf(
    `SELECT * FROM audit_entries WHERE ${own()} AND actor_id IS NOT NULL AND seal > 1 ORDER BY id LIMIT 1`,
  );
const anotherEntry = () =>
  rowOf(
    `SELECT * FROM audit_entries WHERE organization_id = '${bob.organizationId}' AND seal > 2 ORDER BY id DESC LIMIT 1`,
  );
const setOn = async (assignment: string, ...values: unknown[]) => {
  const { id } = await someEntry();
  await sql.query(`UPDATE audit_entries SET ${assignment} WHERE id = ?`, [...values, id]);
};
const copyOf = async (seal: string) => {
  const { id } = await someEntry();
  const rest =
    'version, created_at, updated_at, organization_id, action, kind, subject_type, subject_id, actor_id, request_id, changes';
  await sql.query(
    `INSERT INTO audit_entries (id, seal, ${rest}) SELECT '${'0'.repeat(7)}1-0000-7000-8000-000000000000', ${seal}, ${rest} FROM audit_entries WHERE id = ?`,
    [id],
  );
};
const changedBytes = (bytes: unknown, at: number, by: Buffer) => {
  const changed = Buffer.from(bytes as Buffer);
  by.copy(changed, at);
  return changed;
};
const parsed = (value: unknown) =>
  (typeof value === 'string' ? JSON.parse(value) : value) as Record<
    string,
    { before: unknown; after: unknown }
  >;
const sealOf = (number: unknown) => rowOf(`SELECT * FROM audit_seals WHERE number = ${Number(number)}`);

/** What somebody with write access to the database may do to the log, and what finds it. */
const planted: readonly [string, AuditFault['kind'], () => Promise<unknown>][] = [
  [
    'a value changed',
    'entry-changed',
    async () => {
      const changes = parsed((await someEntry())['changes']);
      const [field = ''] = Object.keys(changes);
      await setOn('changes = ?', JSON.stringify({ ...changes, [field]: { before: null, after: 'forged' } }));
    },
  ],
  [
    'a value added',
    'entry-changed',
    async () => {
      const changes = parsed((await someEntry())['changes']);
      await setOn('changes = ?', JSON.stringify({ ...changes, forged: { before: 1, after: 2 } }));
    },
  ],
  ['all values taken out', 'entry-changed', () => setOn("changes = '{}'")],
  [
    'values replaced by their digests',
    'values-removed',
    async () => {
      const { id, seal, changes } = await someEntry();
      const sealed = (await sealOf(seal)) as unknown as SealRow;
      const at = leavesOf(sealed)?.findIndex(({ entryId }) => entryId === id) ?? -1;
      await setOn('changes = ?', JSON.stringify(erasedChanges(changes, saltOf(sealed, at))));
    },
  ],
  ['another actor', 'entry-changed', () => setOn('actor_id = ?', bob.userId)],
  ['an API key', 'entry-changed', () => setOn('key_id = ?', bob.userId)],
  ['no actor', 'entry-changed', () => setOn('actor_id = NULL')],
  ['another action', 'entry-changed', () => setOn("action = 'products:forge'")],
  ['another kind', 'entry-changed', () => setOn("kind = 'deleted'")],
  ['another subject', 'entry-changed', () => setOn('subject_id = ?', bob.userId)],
  ['another type of subject', 'entry-changed', () => setOn("subject_type = 'order'")],
  ['another request', 'entry-changed', () => setOn("request_id = 'forged'")],
  ['a time moved', 'entry-changed', () => setOn("created_at = '2026-01-01 00:00:00'")],
  ['moved to another organization', 'entry-changed', () => setOn('organization_id = ?', bob.organizationId)],
  ['an id changed', 'entry-removed', () => setOn("id = '00000001-0000-7000-8000-000000000000'")],
  [
    'an entry removed',
    'entry-removed',
    async () => sql.query('DELETE FROM audit_entries WHERE id = ?', [(await someEntry())['id']]),
  ],
  [
    'an entry removed with its salt',
    'entry-removed',
    async () => {
      const { id, seal } = await someEntry();
      const { salts } = await sealOf(seal);
      await sql.query('UPDATE audit_seals SET salts = ? WHERE number = ?', [
        Buffer.alloc((salts as Buffer).length),
        seal,
      ]);
      await sql.query('DELETE FROM audit_entries WHERE id = ?', [id]);
    },
  ],
  ['an entry taken out of its seal', 'entry-removed', () => setOn('seal = NULL')],
  [
    "two entries in each other's seal",
    'entry-inserted',
    async () => {
      const [one, two] = [await someEntry(), await anotherEntry()];
      await sql.query('UPDATE audit_entries SET seal = ? WHERE id = ?', [two['seal'], one['id']]);
      await sql.query('UPDATE audit_entries SET seal = ? WHERE id = ?', [one['seal'], two['id']]);
    },
  ],
  ['an entry inserted into a seal', 'entry-inserted', () => copyOf('2')],
  ['an entry inserted behind the last seal', 'entry-inserted', () => copyOf('9000000000000000001')],
  ['an entry inserted before the first seal', 'entry-inserted', () => copyOf('-9000000000000000001')],
  [
    'a seal removed with its entries',
    'seal-removed',
    async () => {
      await sql.query('DELETE FROM audit_entries WHERE seal = 3');
      await sql.query('DELETE FROM audit_seals WHERE number = 3');
    },
  ],
  [
    'the first seal removed with its entries',
    'seal-removed',
    async () => {
      await sql.query('DELETE FROM audit_entries WHERE seal = 1');
      await sql.query('DELETE FROM audit_seals WHERE number = 1');
    },
  ],
  [
    "two seals in each other's place",
    'seal-out-of-order',
    async () => {
      for (const [from, to] of [
        [3, 103],
        [4, 3],
        [103, 4],
      ])
        await sql.query(`UPDATE audit_seals SET number = ${to} WHERE number = ${from}`);
    },
  ],
  [
    'a leaf made to fit a changed entry',
    'seal-changed',
    async () => {
      const { id, seal } = await someEntry();
      const sealed = (await sealOf(seal)) as unknown as SealRow;
      const at = leavesOf(sealed)?.findIndex(({ entryId }) => entryId === id) ?? -1;
      await setOn("action = 'products:forge'");
      const digest = entryDigest((await someEntry()) as unknown as EntryRow, saltOf(sealed, at));
      await sql.query('UPDATE audit_seals SET leaves = ? WHERE number = ?', [
        changedBytes(sealed.leaves, at * 64 + 32, digest),
        seal,
      ]);
    },
  ],
  [
    'the time of a seal changed',
    'seal-changed',
    () => sql.query("UPDATE audit_seals SET sealed_at = '2026-01-01 00:00:00' WHERE number = 2"),
  ],
  [
    'a seal by another key',
    'key-unknown',
    () => sql.query("UPDATE audit_seals SET key_id = '0123456789abcdef' WHERE number = 2"),
  ],
  [
    'a seal before the first',
    'seal-inserted',
    () =>
      sql.query(
        'INSERT INTO audit_seals SELECT -5, format, key_id, sealed_at, previous, leaves, salts, hash FROM audit_seals WHERE number = 1',
      ),
  ],
];

describe('The verification of the audit log', () => {
  beforeAll(async () => {
    for (const name of ['audit_entries', 'audit_seals'])
      await sql.query(`CREATE TABLE kept_${name} AS SELECT * FROM ${name}`);
    if ((await count('audit_seals')) <= 6) throw new Error('There are too few seals to change.');
  });
  const restore = async () => {
    for (const name of ['audit_entries', 'audit_seals']) {
      await sql.query(`DELETE FROM ${name}`);
      await sql.query(`INSERT INTO ${name} SELECT * FROM kept_${name}`);
    }
  };
  afterEach(restore);

  it.each(planted)('finds %s', async (_, kind, plant) => {
    expect((await verify()).faults).toEqual([]);
    await plant();
    const { faults } = await verify();
    expect(faults.map((fault) => fault.kind)).toContain(kind);
  });

  it('finds by an expected head that the end was removed', async () => {
    const { head } = await verify();
    await sql.query('DELETE FROM audit_entries WHERE seal >= 5');
    await sql.query('DELETE FROM audit_seals WHERE number >= 5');
    expect((await verify()).faults).toEqual([]);
    expect((await verify({ expected: head })).faults).toEqual([
      expect.objectContaining({ kind: 'head-differs', seal: head?.number }),
    ]);
    // The process that made the seals goes on from them: the gap stays.
    await addProduct(ada, 'ROPE-4');
    await sealNow();
    expect((await verify()).faults).toEqual([expect.objectContaining({ kind: 'seal-removed', seal: 5 })]);
  });

  it('names what it compares by the organization', async () => {
    await setOn("action = 'products:forge'");
    expect((await verify({ organizationId: bob.organizationId })).faults).toEqual([]);
    expect((await verify({ organizationId: ada.organizationId })).faults).toEqual([
      expect.objectContaining({ kind: 'entry-changed', organizationId: ada.organizationId }),
    ]);
  });

  it('agrees with values and entries that were taken out with the key, and says how many', async () => {
    const erasure = app.get(AuditErasure);
    const before = await verify();
    const [one, two] = [String((await someEntry())['id']), String((await anotherEntry())['id'])];
    await withContext({}, async () => {
      expect(await erasure.eraseValues([one])).toBe(1);
      expect(await erasure.eraseValues([one])).toBe(0);
      expect(await erasure.remove([two])).toBe(1);
    });
    const { changes } = await rowOf(`SELECT changes FROM audit_entries WHERE id = '${one}'`);
    for (const value of Object.values(parsed(changes)))
      expect(value).toEqual({ erased: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await entriesOf(`id = '${two}'`)).toEqual([]);
    expect(await verify({ expected: before.head })).toMatchObject({
      faults: [],
      erased: 1,
      removed: 1,
      entries: before.entries - 1,
    });
    // Another value's digest is not taken.
    const other = Object.fromEntries(
      Object.keys(parsed(changes)).map((field) => [field, { erased: '0'.repeat(64) }]),
    );
    await sql.query('UPDATE audit_entries SET changes = ? WHERE id = ?', [JSON.stringify(other), one]);
    expect((await verify()).faults).toEqual([
      expect.objectContaining({ kind: 'entry-changed', entryId: one }),
    ]);
  });
});

import { acrossOrganizations, asOrganization, withContext } from '@keelson/kernel';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../../test/support/app.js';
import { AuditEntry } from '../../../operations/src/audit/audit-entry.entity.js';
import { Database } from './database.js';
import { writtenProtectedTable } from './protected-table.js';
import { ScopedStores } from './stores.js';

let app: TestApp;
let ada: SignedIn;
let database: Database;
beforeAll(async () => {
  app = await startApp({ environment: { ROLE: 'api' } });
  ada = await app.signUp();
  database = app.get(Database);
});
afterAll(() => app.close());

const inside = <T>(work: () => Promise<T>) =>
  withContext({ operation: 'test' }, () => asOrganization(ada.organizationId, work));
const entries = () =>
  inside(() =>
    database.read<{ id: string; action: string }>(
      'SELECT id, action FROM audit_entries WHERE organization_id = ? ORDER BY id',
      [ada.organizationId],
    ),
  );
const refused =
  /could write to audit_entries was refused: only the code that owns this table can write to it/;

describe('A protected table', () => {
  it.each([
    ['an UPDATE', "UPDATE audit_entries SET action = 'forged' WHERE organization_id = ?"],
    ['a DELETE', 'DELETE FROM audit_entries WHERE organization_id = ?'],
    ['an UPDATE in other letters', "update Audit_Entries set action = 'forged' where organization_id = ?"],
  ])('is not written by %s, neither in an organization nor across organizations', async (_, sql) => {
    const before = await entries();
    expect(before.length).toBeGreaterThan(0);
    await expect(inside(() => database.write(sql, [ada.organizationId]))).rejects.toThrow(refused);
    const across = withContext({ operation: 'test' }, () =>
      acrossOrganizations('tries to forge', () => database.write(sql, [ada.organizationId])),
    );
    await expect(across).rejects.toThrow(refused);
    expect(await entries()).toEqual(before);
  });

  it('is not written by a repository of TypeORM', async () => {
    const before = await entries();
    const repository = app.get(DataSource).getRepository(AuditEntry);
    const { organizationId } = ada;
    await expect(inside(() => repository.update({ organizationId }, { action: 'forged' }))).rejects.toThrow(
      refused,
    );
    await expect(inside(() => repository.delete({ organizationId }))).rejects.toThrow(refused);
    expect(await entries()).toEqual(before);
  });

  it('is not written by a store', async () => {
    const store = app.get(ScopedStores).of(AuditEntry);
    const write = (work: () => Promise<unknown>) => inside(() => database.transaction(work));
    const [entry] = await inside(() => store.find({}, { limit: 1 }));
    if (!entry) throw new Error('There is no entry.');
    const message = 'AuditEntry: only the code that owns "audit_entries" can write to it';
    await expect(write(() => store.remove(entry))).rejects.toThrow(message);
    await expect(write(() => store.save(Object.assign(entry, { action: 'forged' })))).rejects.toThrow(
      message,
    );
    const { id: _, ...values } = entry;
    await expect(write(() => store.insert(values))).rejects.toThrow(message);
  });

  it.each([
    ['SELECT id FROM audit_entries', null],
    [' (select id from audit_entries) UNION (SELECT 1)', null],
    ['WITH some AS (SELECT id FROM audit_entries) SELECT * FROM some', null],
    ['EXPLAIN SELECT id FROM audit_entries', null],
    ['UPDATE products SET stock = 1', null],
    ['WITH gone AS (DELETE FROM audit_entries RETURNING id) SELECT * FROM gone', 'audit_entries'],
    ['SELECT 1; DELETE FROM audit_entries', 'audit_entries'],
    ['EXPLAIN ANALYZE DELETE FROM "audit_seals"', 'audit_seals'],
    ['TRUNCATE audit_entries', 'audit_entries'],
    ['DROP TABLE audit_keys', 'audit_keys'],
    ['DO $$ BEGIN DELETE FROM audit_entries; END $$', 'audit_entries'],
  ])('tells reads and writes apart: %s', (sql, name) => {
    expect(writtenProtectedTable(sql)).toBe(name);
  });
});

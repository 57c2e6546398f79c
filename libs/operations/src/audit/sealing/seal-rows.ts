import { type Bindable, type Database, paddedToPowerOfTwo } from '@keelson/sql/ports';
import { entryColumns, type EntryRow } from './entry-digest.js';
import type { SealRow } from './seal.js';
import { auditEntryTable, auditSeals } from './tables.js';

export const sealColumns = 'number, format, key_id, sealed_at, previous, leaves, salts, hash';

/** Entries that no seal holds yet, the oldest ids first; run it in acrossOrganizations(…). */
export function unsealedEntries(database: Database, limit: number): Promise<EntryRow[]> {
  return database.read<EntryRow>(
    // By all columns of the index: without them PostgreSQL would sort a backlog for each batch.
    `SELECT ${entryColumns} FROM audit_entries WHERE seal IS NULL ORDER BY seal, id LIMIT ${limit}`,
  );
}

export async function lastSeal(database: Pick<Database, 'read'>): Promise<SealRow | null> {
  const [last] = await database.read<SealRow>(
    `SELECT ${sealColumns} FROM audit_seals ORDER BY number DESC LIMIT 1`,
  );
  return last ?? null;
}

/** Writes a seal and marks its entries; in one transaction. @throws Error when an entry is not there any more */
export async function writeSeal(
  database: Database,
  seal: SealRow,
  entries: readonly EntryRow[],
): Promise<void> {
  const { number, format, key_id, sealed_at, previous, leaves, salts, hash } = seal;
  await auditSeals.write(
    database,
    `INSERT INTO audit_seals (${sealColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [number, format, key_id, sealed_at, previous, leaves, salts, hash],
  );
  if (entries.length === 0) return;
  const ids: Bindable[] = paddedToPowerOfTwo(entries.map(({ id }) => id));
  // By any other path MySQL would wait for rows that other transactions have not committed yet.
  const byId = database.dialect === 'mysql' ? ' FORCE INDEX (PRIMARY)' : '';
  const marked = await auditEntryTable.write(
    database,
    `UPDATE audit_entries${byId} SET seal = ? WHERE id IN (${ids.map(() => '?').join(', ')})`,
    [number, ...ids],
  );
  if (marked < entries.length)
    throw new Error(`${entries.length - marked} audit entries were removed before they were sealed.`);
}

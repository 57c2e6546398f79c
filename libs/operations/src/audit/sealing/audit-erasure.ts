import { acrossOrganizations, currentOrganizationId } from '@keelson/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, paddedToPowerOfTwo, TenantRows } from '@keelson/sql/ports';
import { AuditSettings } from './audit.settings.js';
import { entryColumns, erasedChanges, isErased, type EntryRow } from './entry-digest.js';
import { leafId, leavesOf, markOf, saltOf, type SealRow } from './seal.js';
import { readSealKeys, type SealKey } from './seal-key.js';
import { lastSeal, sealColumns } from './seal-rows.js';
import { auditEntryTable, auditSeals } from './tables.js';

/** Most entries of one transaction. */
export const erasureBatch = 500;

/**
 * Takes values or whole entries out of the sealed log, so that it still verifies: the seal keeps the digest, and a mark
 * made with the key takes the place of the salt. What was sealed and is not marked cannot go unnoticed.
 */
@Injectable()
export class AuditErasure implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly settings: AuditSettings,
    private readonly rows: TenantRows,
  ) {}

  onModuleInit(): void {
    this.rows.keepBy(auditEntryTable.name, (most) => this.removeOwn(most));
  }

  /**
   * Replaces all values in `changes` of sealed entries by their digests; those without a seal are left out. In the
   * transaction under way, or one of its own.
   * @param ids 500 at most
   * @returns how many were erased
   */
  eraseValues(ids: readonly string[]): Promise<number> {
    return this.inSeals(ids, async (entries, saltFor, key) => {
      const erased = entries.filter((entry) => !isErased(entry));
      for (const entry of erased) {
        const salt = saltFor(entry);
        await auditEntryTable.write(this.database, 'UPDATE audit_entries SET changes = ? WHERE id = ?', [
          JSON.stringify(erasedChanges(entry.changes, salt)),
          entry.id,
        ]);
        markOf('erased', leafId(entry.id), key).copy(salt);
      }
      return erased.length;
    });
  }

  /** Deletes sealed entries, as {@link eraseValues} does. @returns how many were deleted */
  remove(ids: readonly string[]): Promise<number> {
    return this.inSeals(ids, async (entries, saltFor, key) => {
      for (const entry of entries) markOf('removed', leafId(entry.id), key).copy(saltFor(entry));
      const gone = paddedToPowerOfTwo(entries.map(({ id }) => id));
      await auditEntryTable.write(
        this.database,
        `DELETE FROM audit_entries WHERE id IN (${gone.map(() => '?').join(', ')})`,
        gone,
      );
      return entries.length;
    });
  }

  /** Deletes sealed entries of the organization at work; the others are sealed soon. */
  private async removeOwn(most: number): Promise<number> {
    const found = await this.database.read<{ id: string }>(
      `SELECT id FROM audit_entries WHERE organization_id = ? AND seal IS NOT NULL LIMIT ${Math.min(most, erasureBatch)}`,
      [currentOrganizationId()],
    );
    return this.remove(found.map(({ id }) => id));
  }

  /** Hands sealed entries over with their salts, which are written back to the seals afterwards. */
  private inSeals(
    ids: readonly string[],
    work: (
      entries: readonly EntryRow[],
      saltFor: (entry: EntryRow) => Buffer,
      key: SealKey,
    ) => Promise<number>,
  ): Promise<number> {
    if (ids.length > erasureBatch)
      throw new Error(`${ids.length} audit entries are too many at once; the maximum is ${erasureBatch}.`);
    return acrossOrganizations('erases values from the audit log', () =>
      this.database.transaction(async () => {
        const found = await this.entries(ids);
        const { current, byId } = await readSealKeys(this.database, this.settings.sealingKeys);
        if (found.length === 0 || !current) return 0;
        const seals = await this.lockedSeals([...new Set(found.map(({ seal }) => Number(seal)))]);
        await this.assertKeyInUse(byId);
        // As they are under the lock: another erasure may have changed or removed some of them, with their salts, meanwhile.
        const entries = await this.entries(ids);
        if (entries.length === 0) return 0;
        const done = await work(entries, (entry) => slotOf(entry, seals), current);
        for (const { number, salts } of seals.values())
          await auditSeals.write(this.database, 'UPDATE audit_seals SET salts = ? WHERE number = ?', [
            salts,
            number,
          ]);
        return done;
      }),
    );
  }

  /** @throws Error when the log is sealed by a key that this process does not have: what it marks would not be believed */
  private async assertKeyInUse(known: ReadonlyMap<string, SealKey>): Promise<void> {
    const last = await lastSeal(this.database);
    if (last && !known.has(last.key_id))
      throw new Error(
        `The audit log is sealed with the key ${last.key_id}, which this process does not have: set AUDIT_SEALING_KEYS to the same value as for the other processes, and restart.`,
      );
  }

  private entries(ids: readonly string[]): Promise<EntryRow[]> {
    if (ids.length === 0) return Promise.resolve([]);
    const wanted = paddedToPowerOfTwo(ids);
    return this.database.read<EntryRow>(
      `SELECT ${entryColumns} FROM audit_entries WHERE id IN (${wanted.map(() => '?').join(', ')}) AND seal IS NOT NULL ORDER BY id`,
      wanted,
    );
  }

  private async lockedSeals(numbers: readonly number[]): Promise<ReadonlyMap<number, SealRow>> {
    const wanted = paddedToPowerOfTwo([...numbers].sort((a, b) => a - b));
    const seals = await this.database.read<SealRow>(
      `SELECT ${sealColumns} FROM audit_seals WHERE number IN (${wanted.map(() => '?').join(', ')}) ORDER BY number FOR UPDATE`,
      wanted,
    );
    return new Map(seals.map((seal) => [Number(seal.number), seal]));
  }
}

/** Where the salt of an entry lies in its seal. @throws Error when the seal does not hold it: the log was tampered with */
function slotOf({ id, seal }: EntryRow, seals: ReadonlyMap<number, SealRow>): Buffer {
  const found = seals.get(Number(seal));
  const at = (found && leavesOf(found)?.findIndex((leaf) => leaf.entryId === leafId(id))) ?? -1;
  if (!found || at < 0)
    throw new Error(`Seal ${String(seal)} does not contain audit entry ${id}: run \`keelson audit verify\`.`);
  return saltOf(found, at);
}

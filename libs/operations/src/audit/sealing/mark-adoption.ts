import type { Database } from '@keelson/sql/ports';
import { leavesOf, markOf, saltOf, type SealRow } from './seal.js';
import type { SealKey, SealKeys } from './seal-key.js';
import { sealColumns } from './seal-rows.js';
import { auditSeals } from './tables.js';

/** Seals of one transaction. */
const sealsTogether = 20;

/** How far the marks of the log are taken over. */
export interface Adoption {
  /** The last seal that was looked at. */
  readonly after: number;
  readonly marks: number;
  readonly isComplete: boolean;
}

export const nothingAdopted: Adoption = { after: 0, marks: 0, isComplete: false };

/** Whether the log is by a key that lies in the database, and a configured one is to seal it from now on. */
export function isAdoptionDue({ current, byId }: SealKeys, last: SealRow | null): boolean {
  return last !== null && current?.isConfigured === true && byId.get(last.key_id)?.isConfigured === false;
}

/**
 * Before a configured key seals for the first time, it takes over the marks that the key in the database has made: from its
 * first seal on, that key's marks count no longer. What was erased until then is believed as it is found, like the seals by
 * that key. Some more seals, in the transaction under way, in acrossOrganizations(…); whoever begins anew finds nothing left
 * in those that were done.
 */
export async function adoptMarks(
  database: Database,
  { current, byId }: SealKeys,
  before: Adoption,
): Promise<Adoption> {
  const former = [...byId.values()].filter(({ isConfigured }) => !isConfigured);
  const seals = await database.read<SealRow>(
    `SELECT ${sealColumns} FROM audit_seals WHERE number > ? ORDER BY number LIMIT ${sealsTogether} FOR UPDATE`,
    [before.after],
  );
  let { marks } = before;
  for (const seal of seals) {
    const adopted = current ? adopt(seal, former, current) : 0;
    if (adopted === 0) continue;
    await auditSeals.write(database, 'UPDATE audit_seals SET salts = ? WHERE number = ?', [
      seal.salts,
      seal.number,
    ]);
    marks += adopted;
  }
  const after = Number(seals.at(-1)?.number ?? before.after);
  return { after, marks, isComplete: seals.length < sealsTogether };
}

/** Writes the new key's marks into the seal's salts. @returns how many */
function adopt(seal: SealRow, former: readonly SealKey[], current: SealKey): number {
  let marks = 0;
  for (const [at, { entryId }] of (leavesOf(seal) ?? []).entries()) {
    const salt = saltOf(seal, at);
    for (const what of ['erased', 'removed'] as const)
      if (former.some((key) => markOf(what, entryId, key).equals(salt))) {
        markOf(what, entryId, current).copy(salt);
        marks += 1;
        break;
      }
  }
  return marks;
}

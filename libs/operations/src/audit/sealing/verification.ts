import type { Database } from '@keelson/sql/ports';
import { AuditFaults, mostFaults, TooManyFaults, type AuditReport } from './audit-faults.js';
import { entryColumns, type EntryRow } from './entry-digest.js';
import type { SealHead, SealRow } from './seal.js';
import { SealChain } from './seal-chain.js';
import { markingKeys, type SealKey, type SealKeys } from './seal-key.js';
import { lastSeal, sealColumns } from './seal-rows.js';
import { ComparedEntries, SealedEntries, type Comparison } from './sealed-entries.js';

/** Seals that are held in memory at a time. */
const sealsPerPage = 40;
const entriesPerPage = 500;
const afterAnyId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** Entries without a seal that are counted. */
const mostUnsealed = 10_000;

export interface VerificationOptions {
  readonly keys: SealKeys;
  /** Compares the entries of one organization alone; the seals are those of all. */
  readonly organizationId?: string | null;
  /** A head that was kept elsewhere. */
  readonly expected?: SealHead | null;
  /** Told after each page how many entries were compared. */
  readonly progress?: (entries: number, seals: number) => void;
}

type Reads = Pick<Database, 'read'>;

/** What entries are compared by. */
interface Terms {
  readonly marking: readonly SealKey[];
  readonly organizationId: string | null;
}

/**
 * Compares the audit log with its seals: every seal with the one before and its key, every entry with the digest in its
 * seal, page by page. Run it in acrossOrganizations(…); it may run while entries are written, sealed and erased: what it
 * finds about entries is looked at again, in one state of their seal, before it is reported.
 */
export async function verifyAuditLog(database: Reads, options: VerificationOptions): Promise<AuditReport> {
  const faults = new AuditFaults();
  const chain = new SealChain(options.keys, faults, options.expected ?? null);
  const entries = new ComparedEntries(faults);
  let isCutOff = false;
  try {
    await walk(database, chain, entries, options);
  } catch (error) {
    if (!(error instanceof TooManyFaults)) throw error;
    isCutOff = true;
  }
  return {
    head: chain.head,
    seals: chain.count,
    entries: entries.entries,
    erased: entries.erased,
    removed: entries.removed,
    unsealed: await countUnsealed(database),
    trustedFrom: chain.trustedFrom,
    faults: faults.all,
    isCutOff,
  };
}

async function walk(
  database: Reads,
  chain: SealChain,
  entries: ComparedEntries,
  options: VerificationOptions,
): Promise<void> {
  const organizationId = options.organizationId ?? null;
  const terms = { marking: markingKeys(options.keys, await lastSeal(database)), organizationId };
  for (const { number } of await strayRows<SealRow>(database, sealColumns, 'audit_seals', 'number < 1'))
    chain.refuse(number);
  for (const row of await strayRows<EntryRow>(database, entryColumns, 'audit_entries', 'seal < 1'))
    entries.refuse(row, organizationId);
  for (let after = 0; ;) {
    const seals = await sealsAfter(database, after);
    const last = seals.at(-1);
    if (!last) {
      const isOver = await endOf(database, after, entries, organizationId);
      if (!isOver) continue;
      chain.end();
      return;
    }
    for (const seal of seals) chain.follow(seal);
    await compare(database, after, seals, terms, entries);
    options.progress?.(entries.entries, chain.count);
    after = last.number;
  }
}

/** Entries of seals that there are not; false when such a seal was made meanwhile. */
async function endOf(
  database: Reads,
  after: number,
  entries: ComparedEntries,
  organizationId: string | null,
): Promise<boolean> {
  const rows = await strayRows<EntryRow>(database, entryColumns, 'audit_entries', 'seal > ?', [after]);
  if (rows.length > 0 && (await sealsAfter(database, after)).length > 0) return false;
  for (const row of rows) entries.refuse(row, organizationId);
  return true;
}

/** Compares the entries behind one seal with the seals that follow it. */
async function compare(
  database: Reads,
  after: number,
  seals: readonly SealRow[],
  terms: Terms,
  entries: ComparedEntries,
): Promise<void> {
  const bySeal = new Map(seals.map((seal) => [seal.number, sealedBy(seal, terms)]));
  for await (const row of entriesOf(database, after, seals.at(-1)?.number ?? after)) {
    const sealed = bySeal.get(Number(row.seal));
    if (sealed) sealed.compare(row);
    else entries.refuse(row, terms.organizationId);
  }
  for (const [number, sealed] of bySeal) {
    const found = sealed.end();
    entries.add(found.faults.length === 0 ? found : ((await confirmed(database, number, terms)) ?? found));
  }
}

/**
 * Compares the entries of one seal again. An erasure changes them and the salts of their seal in one transaction, so both
 * are of one state when the salts are the same before and after the entries were read. A salt changes twice at most.
 * @returns null when the seal is gone
 */
async function confirmed(database: Reads, number: number, terms: Terms): Promise<Comparison | null> {
  for (let seal = await sealOf(database, number); seal;) {
    const entries = sealedBy(seal, terms);
    for await (const row of entriesOf(database, number - 1, number))
      if (Number(row.seal) === number) entries.compare(row);
    const after = await sealOf(database, number);
    if (after?.salts.equals(seal.salts)) return entries.end();
    seal = after;
  }
  return null;
}

function sealedBy(seal: SealRow, { marking, organizationId }: Terms): SealedEntries {
  return new SealedEntries(seal, marking, organizationId);
}

async function sealOf(database: Reads, number: number): Promise<SealRow | undefined> {
  const [seal] = await database.read<SealRow>(`SELECT ${sealColumns} FROM audit_seals WHERE number = ?`, [
    number,
  ]);
  return seal;
}

/** Rows with numbers that nobody of ours gives: as many as faults are listed. */
function strayRows<R extends object>(
  database: Reads,
  columns: string,
  table: string,
  where: string,
  values: readonly number[] = [],
): Promise<R[]> {
  return database.read<R>(`SELECT ${columns} FROM ${table} WHERE ${where} LIMIT ${mostFaults}`, values);
}

function sealsAfter(database: Reads, after: number): Promise<SealRow[]> {
  return database.read<SealRow>(
    `SELECT ${sealColumns} FROM audit_seals WHERE number > ? ORDER BY number LIMIT ${sealsPerPage}`,
    [after],
  );
}

/** The entries of the seals after one, up to another, by seal and id. */
async function* entriesOf(database: Reads, after: number, upTo: number): AsyncGenerator<EntryRow> {
  for (let [seal, id] = [after, afterAnyId]; ;) {
    const rows = await database.read<EntryRow>(
      `SELECT ${entryColumns} FROM audit_entries WHERE seal >= ? AND seal <= ? AND (seal > ? OR id > ?) ORDER BY seal, id LIMIT ${entriesPerPage}`,
      [seal, upTo, seal, id],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < entriesPerPage) return;
    [seal, id] = [Number(last.seal), last.id];
  }
}

async function countUnsealed(database: Reads): Promise<number> {
  const [row] = await database.read<{ entries: number }>(
    `SELECT COUNT(*) AS entries FROM (SELECT id FROM audit_entries WHERE seal IS NULL ORDER BY seal, id LIMIT ${mostUnsealed}) counted`,
  );
  return Number(row?.entries ?? 0);
}

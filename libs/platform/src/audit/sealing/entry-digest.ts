import { createHash, createHmac } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

/** An audit entry as the database has it, named by its columns: all that a digest covers. */
export interface EntryRow {
  readonly id: string;
  readonly organization_id: string;
  readonly action: string;
  readonly kind: string;
  readonly subject_type: string;
  readonly subject_id: string;
  readonly actor_id: string | null;
  readonly request_id: string;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  /** A value on PostgreSQL, text on MySQL. */
  readonly changes: unknown;
  readonly seal: number | null;
}

/** The columns of {@link EntryRow}, for a SELECT. */
export const entryColumns =
  'id, organization_id, action, kind, subject_type, subject_id, actor_id, request_id, version, created_at, updated_at, changes, seal';

/** Stands in an entry where a value was: its digest, which proves nothing of the value any more but that there was one. */
export interface ErasedValue {
  readonly erased: string;
}

/**
 * The digest of an entry: of its facts as they are, and of each value in `changes` under the entry's salt. Once the salt
 * is gone, no digest can be tried out against guesses, and values may be replaced by their digests: the digest of the
 * entry stays the same.
 */
export function entryDigest(row: EntryRow, salt: Buffer): Buffer {
  const { changes, seal: _, ...facts } = row;
  const values = Object.entries(changesOf(changes)).map(([field, value]) => [
    field,
    digestOfValue(field, value, salt),
  ]);
  return createHash('sha256')
    .update(canonicalJson([facts.id, shown(facts), Object.fromEntries(values)]))
    .digest();
}

/** `changes` with each value replaced by its digest. @param salt the entry's; to be thrown away afterwards */
export function erasedChanges(changes: unknown, salt: Buffer): Record<string, ErasedValue> {
  return Object.fromEntries(
    Object.entries(changesOf(changes)).map(([field, value]) => [
      field,
      { erased: digestOfValue(field, value, salt) },
    ]),
  );
}

/** Whether values of the entry were erased. */
export function isErased({ changes }: Pick<EntryRow, 'changes'>): boolean {
  return Object.values(changesOf(changes)).some((value) => erasedDigest(value) !== null);
}

function digestOfValue(field: string, value: unknown, salt: Buffer): string {
  return (
    erasedDigest(value) ??
    createHmac('sha256', salt)
      .update(canonicalJson([field, value]))
      .digest('hex')
  );
}

/** What stands where a value was; null for a value. Nothing else has only this member: values have `before` and `after`. */
function erasedDigest(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const [[name, digest] = [], ...more] = Object.entries(value);
  return name === 'erased' && more.length === 0 && typeof digest === 'string' ? digest : null;
}

/** The value of the column, whoever wrote it: also what is no JSON, or no object, has a digest. */
function changesOf(changes: unknown): Record<string, unknown> {
  const value = typeof changes === 'string' ? readJson(changes) : changes;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : { '': value };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Facts as JSON has them; a moment that is none is told apart as text. */
function shown(facts: Omit<EntryRow, 'changes' | 'seal'>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value,
    ]),
  );
}

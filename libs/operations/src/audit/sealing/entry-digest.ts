import { hash } from 'node:crypto';
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
  /** Part of the digest unless it is null: entries that were sealed before there was one keep theirs. */
  readonly key_id: string | null;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  /** A value on PostgreSQL, text on MySQL. */
  readonly changes: unknown;
  readonly seal: number | null;
}

/** The columns of {@link EntryRow}, for a SELECT. */
export const entryColumns =
  'id, organization_id, action, kind, subject_type, subject_id, actor_id, request_id, key_id, version, created_at, updated_at, changes, seal';

/** Stands in an entry where a value was: the digest of all its values, which proves that there were some. */
export interface ErasedValue {
  readonly erased: string;
}

/**
 * The digest of an entry: of its facts, of the names of the fields in `changes`, and of their values under the entry's
 * salt. Once the salt is gone, that digest cannot be tried out against guesses, and may stand where the values were: the
 * digest of the entry stays the same.
 */
export function entryDigest(row: EntryRow, salt: Buffer): Buffer {
  const { changes, seal: _, key_id: keyId, ...others } = row;
  const facts = keyId === null ? others : { ...others, key_id: keyId };
  const values = changesOf(changes);
  const digest = erasedDigest(values) ?? digestOfValues(values, salt);
  return hash('sha256', canonicalJson([shown(facts), Object.keys(values).sort(), digest]), 'buffer');
}

/** `changes` with the digest of all values in the place of each. @param salt the entry's; to be thrown away afterwards */
export function erasedChanges(changes: unknown, salt: Buffer): Record<string, ErasedValue> {
  const values = changesOf(changes);
  const erased = digestOfValues(values, salt);
  return Object.fromEntries(Object.keys(values).map((field) => [field, { erased }]));
}

/** Whether the values of the entry were erased. */
export function isErased({ changes }: Pick<EntryRow, 'changes'>): boolean {
  return erasedDigest(changesOf(changes)) !== null;
}

/** The salt goes before the values and is always as long, so that a digest belongs to one text alone. */
function digestOfValues(values: Record<string, unknown>, salt: Buffer): string {
  return hash('sha256', salt.toString('hex') + canonicalJson(values), 'hex');
}

/** The digest that stands for all values; null where there are any. Values themselves have `before` and `after`. */
function erasedDigest(values: Record<string, unknown>): string | null {
  let digest: unknown = null;
  for (const value of Object.values(values)) {
    if (typeof value !== 'object' || value === null || Object.keys(value).join() !== 'erased') return null;
    const { erased } = value as ErasedValue;
    if (typeof erased !== 'string' || (digest !== null && erased !== digest)) return null;
    digest = erased;
  }
  return digest as string | null;
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
function shown(facts: Omit<EntryRow, 'changes' | 'seal' | 'key_id'>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value,
    ]),
  );
}

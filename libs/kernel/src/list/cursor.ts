import type { FieldSpec } from '../fields/field-registry.js';
import { isUuid } from '../fields/uuid.js';
import { filterValue } from './filter-value.js';

/** Where a page ended: the sort value and the id of its last row. */
export interface Position {
  readonly value: string | number | boolean | Date;
  readonly id: string;
}

/** A cursor is opaque to clients; it holds only what the page itself has shown. */
export function writeCursor(sort: FieldSpec, descending: boolean, value: unknown, id: string): string {
  const text = value instanceof Date ? value.toISOString() : String(value);
  return Buffer.from(JSON.stringify([`${descending ? '-' : ''}${sort.name}`, text, id])).toString(
    'base64url',
  );
}

/** @returns null for what is no cursor of this order */
export function readCursor(cursor: string, sort: FieldSpec, descending: boolean): Position | null {
  try {
    const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
    if (!Array.isArray(parts) || parts.length !== 3) return null;
    const [order, text, id] = parts as unknown[];
    if (order !== `${descending ? '-' : ''}${sort.name}` || typeof text !== 'string' || !isUuid(id))
      return null;
    const value = filterValue(sort, text);
    return value === undefined ? null : { value, id };
  } catch {
    return null;
  }
}

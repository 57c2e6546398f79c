import type { ConcreteType } from '@keelson/kernel';
import type { CertifiedStatement } from './certified-statement.js';
import type { Bindable, Database } from './database.js';
import { StatementCache } from './statement-cache.js';

/** How `SqlDatabase` sends a statement that was composed here. */
interface ComposedWrites {
  change(statement: CertifiedStatement, values: readonly Bindable[]): Promise<number>;
}

const names = new Set<string>();

/** A table that only the code which declares it writes; see {@link protectedTable}. */
export class ProtectedTable {
  private readonly caches = new WeakMap<object, StatementCache>();

  constructor(readonly name: string) {}

  /**
   * Runs an INSERT, UPDATE or DELETE on the table, with `?` for each value, in acrossOrganizations(…).
   * @returns the number of rows written
   */
  write(database: Database, sql: string, values: readonly Bindable[]): Promise<number> {
    const cache = this.caches.get(database) ?? new StatementCache(database.dialect);
    this.caches.set(database, cache);
    return (database as Database & ComposedWrites).change(cache.get(sql, 'unbound'), values);
  }
}

/**
 * Declares that a table is written by its declarer alone: `export const auditSeals = protectedTable('audit_seals')`. The
 * gateway refuses all other statements that write it, also those across organizations, and stores refuse to change or
 * remove its rows. Everybody may read it, as far as the row is in scope.
 */
export function protectedTable(name: string): ProtectedTable {
  names.add(name);
  return new ProtectedTable(name);
}

/** @throws Error when the table of the entity is protected */
export function assertUnprotected(shape: { readonly entity: ConcreteType; readonly table: string }): void {
  if (names.has(shape.table))
    throw new Error(
      `${shape.entity.name}: only the code that owns "${shape.table}" can write to it, and a store cannot change or remove its rows.`,
    );
}

const select = /^[\s(]*SELECT\b/i;
const otherRead = /^[\s(]*(?:WITH|EXPLAIN|ANALYZE)\b/i;
const writes = /\b(?:INSERT|UPDATE|DELETE|MERGE|REPLACE|TRUNCATE)\b/i;
/** PostgreSQL takes several statements in one text. */
const severalStatements = /;\s*\S/;

/**
 * The protected table that a text names and may write; null for none. It does not know the grammar: what is not surely a
 * read is taken for a write.
 */
export function writtenProtectedTable(text: string): string | null {
  const lower = text.toLowerCase();
  for (const name of names) if (lower.includes(name)) return isRead(text) ? null : name;
  return null;
}

function isRead(text: string): boolean {
  if (severalStatements.test(text)) return false;
  return select.test(text) || (otherRead.test(text) && !writes.test(text));
}

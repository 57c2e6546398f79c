import { createHash } from 'node:crypto';

/** `buyerEmail` → `buyer_email`. */
export function columnName(property: string): string {
  return property.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/** The hidden column that holds the case-ignoring key of a text field. */
export function keyColumnName(property: string): string {
  return `${columnName(property)}_key`;
}

/** PostgreSQL cuts names at 63 bytes without a word; a digest keeps longer ones apart. */
function bounded(name: string): string {
  return name.length <= 60
    ? name
    : `${name.slice(0, 51)}_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

export function indexName(table: string, columns: readonly string[]): string {
  return bounded(`ix_${table}__${columns.join('__')}`);
}

export function uniqueName(table: string, columns: readonly string[]): string {
  return bounded(`uq_${table}__${columns.join('__')}`);
}

/**
 * The indexes that serve a list: each sort alone, and each equality filter with each sort, so that no declared query
 * sorts or scans a tenant's whole table.
 */
export function listIndexColumns(
  tenant: string | null,
  filters: readonly string[],
  sorts: readonly string[],
): readonly (readonly string[])[] {
  const head = tenant ? [tenant] : [];
  return sorts.flatMap((sort) => [
    [...head, sort, 'id'],
    ...filters.filter((filter) => filter !== sort).map((filter) => [...head, filter, sort, 'id']),
  ]);
}

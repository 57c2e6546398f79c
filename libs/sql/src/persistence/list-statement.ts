import { normalizedKey, type Filter, type ListQuery, type Predicate } from '@keelson/kernel';
import { always, boundColumns, joined, paddedToPowerOfTwo, type Fragment } from './predicate-sql.js';
import type { RowScope } from './row-scope.js';
import { searchSql } from './search-index.js';
import { compared, comparedColumn, type ColumnShape, type TableShape } from './table-shape.js';

export interface Composed {
  readonly sql: string;
  readonly values: Fragment['values'];
  /** Where tenants stand among the values. */
  readonly tenantAt?: readonly number[];
}

/** How far `count=true` counts. */
export const countedAtMost = 10_000;

/** The statement of one page: one row more than asked, to know whether another page follows. */
export function pageStatement(
  shape: TableShape,
  columns: readonly ColumnShape[],
  scope: RowScope,
  request: ListQuery,
): Composed {
  const sort = shape.column(request.sort.name);
  const order = request.descending ? 'DESC' : 'ASC';
  const where = joined(
    [
      scope.fragment,
      ...request.filters.map((filter) => filterSql(shape, filter)),
      ...searchSql(shape, request.terms),
      keyset(shape, sort, request),
    ],
    ' AND ',
  );
  const sql = `SELECT ${shape.selection(columns)} FROM ${shape.quote(shape.table)}${hintFor(shape, sort, scope.rule, request)}${
    where.sql ? ` WHERE ${where.sql}` : ''
  } ORDER BY ${shape.quote(sort.column)} ${order}, ${shape.quote('id')} ${order} LIMIT ${request.limit + 1}`;
  return { sql, values: where.values, tenantAt: where.tenantAt ?? [] };
}

/**
 * The statement that counts, up to a bound: an exact count of a large table is a scan of it.
 * @param atMost null to count them all
 */
export function countStatement(
  shape: TableShape,
  scope: RowScope,
  request: ListQuery,
  atMost: number | null = countedAtMost,
): Composed {
  const where = joined(
    [
      scope.fragment,
      ...request.filters.map((filter) => filterSql(shape, filter)),
      ...searchSql(shape, request.terms),
    ],
    ' AND ',
  );
  const inner = `SELECT 1 FROM ${shape.quote(shape.table)}${where.sql ? ` WHERE ${where.sql}` : ''}${atMost === null ? '' : ` LIMIT ${atMost + 1}`}`;
  return {
    sql: `SELECT COUNT(*) AS ${shape.quote('counted')} FROM (${inner}) counted_rows`,
    values: where.values,
    tenantAt: where.tenantAt ?? [],
  };
}

/**
 * Rows after the position. PostgreSQL begins its index scan at a pair that is compared as a whole; two conditions joined by OR it
 * may look up one by one and sort, where it takes the rows of a caller for few. MariaDB looks up no pair: there the bounded first
 * condition is where the scan begins, and the plain `a < ? OR (a = ? AND id < ?)` would read the whole range before.
 */
function keyset(shape: TableShape, sort: ColumnShape, { after, descending }: ListQuery): Fragment {
  if (!after) return always;
  const before = descending ? '<' : '>';
  const column = shape.quote(sort.column);
  const value = compared({ ...sort, keyColumn: null }, after.value, shape.dialect);
  if (shape.dialect === 'postgres')
    return { sql: `(${column}, ${shape.quote('id')}) ${before} (?, ?)`, values: [value, after.id] };
  return {
    sql: `${column} ${before}= ? AND (${column} ${before} ? OR ${shape.quote('id')} ${before} ?)`,
    values: [value, value, after.id],
  };
}

/**
 * MariaDB takes any index of the tenant column and sorts; the hint makes it read one that is in order already. Told only
 * so, it may still begin at the tenant's first row and walk to the page: where an index serves the whole request, it is
 * to enter it at the position. Where a filter has one and the row rule another, it knows better which leaves fewer rows.
 */
function hintFor(
  shape: TableShape,
  sort: ColumnShape,
  rule: Predicate<object>,
  { filters, terms }: ListQuery,
): string {
  if (shape.dialect !== 'mysql' || filters.some((filter) => filter.field.unique)) return '';
  const equal = [
    ...boundColumns(rule, shape),
    ...filters.flatMap(({ operator, field }) => (operator === 'eq' ? [shape.column(field.name).column] : [])),
  ];
  const indexes = shape.orderedIndexes(equal, sort.column);
  if (indexes.length === 0) return '';
  const names = indexes.map(({ name }) => shape.quote(name)).join(', ');
  if (indexes.length > 1) return ` USE INDEX (${names})`;
  // Several states that are implied leave out few rows: to enter by them would be to sort all others.
  const asked = filters.filter(({ operator, implied }) => !(implied && operator === 'in'));
  const isWhole = asked.length <= 1 && asked.every(({ operator }) => operator === 'eq') && terms.length === 0;
  return ` FORCE INDEX${isWhole ? '' : ' FOR ORDER BY'} (${names})`;
}

const comparisons = { eq: '=', gte: '>=', lte: '<=' } as const;

function filterSql(shape: TableShape, { field, operator, values }: Filter): Fragment {
  const column = shape.column(field.name);
  const name = shape.quote(comparedColumn(column));
  if (operator === 'in') {
    const padded = paddedToPowerOfTwo(values);
    return {
      sql: `${name} IN (${padded.map(() => '?').join(', ')})`,
      values: padded.map((value) => compared(column, value, shape.dialect)),
    };
  }
  if (operator === 'prefix') {
    const text = String(values[0]);
    const prefix = column.keyColumn ? normalizedKey(text) : text;
    // A range instead of LIKE: it needs no escaping, and an index serves it on both engines.
    return { sql: `${name} >= ? AND ${name} < ?`, values: [prefix, `${prefix}\u{10FFFF}`] };
  }
  return { sql: `${name} ${comparisons[operator]} ?`, values: [compared(column, values[0], shape.dialect)] };
}

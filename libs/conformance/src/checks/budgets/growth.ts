import type { Judged, Operation } from '../../judged.js';
import { Expressions, filledIds } from './expressions.js';
import { refreshStatistics } from './plan.js';
import type { Table } from './table.js';

/**
 * Rows that a table has when its plans are judged, in ten thousands: half of them are one organization's. A plan that
 * reads the whole of it reads 60 times what may be read for a page; more rows only take longer to write.
 */
const tenThousands = 2;

/** Numbers 0 to 99,999, without what only one engine has. */
const digits =
  '(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)';

/**
 * Clones a row of the organization twenty thousand times, straight in SQL: new ids, unique values, and values spread
 * within their fields' bounds over what is sorted, filtered or indexed by.
 */
export async function grow({ subject, world, operations }: Judged, table: Table): Promise<boolean> {
  const id = await world.rowOf(world.owner, table.resource);
  if (id === null) return false;
  const sql = new Expressions(subject.engine);
  const distinct = distinctColumns(table);
  const sought = soughtColumns(table, operations);
  const values = table.columns.map((column) => {
    if (column.name === 'id') return sql.id();
    if (column.name === 'organization_id') return sql.organization();
    if (distinct.has(column.name)) return sql.distinct(column);
    const spread = sought.has(column.name) ? sql.spread(column, table.resource) : null;
    return spread ?? `t.${sql.quoted(column.name)}`;
  });
  // A table of its own: MariaDB would write all rows to a file first if it read from where it inserts.
  await subject.sql(`CREATE TEMPORARY TABLE keelson_template AS SELECT * FROM ${table.name} WHERE id = ?`, [
    id,
  ]);
  try {
    await subject.sql(
      `INSERT INTO ${table.name} (${table.columns.map(({ name }) => sql.quoted(name)).join(', ')})
       SELECT ${values.join(', ')} FROM keelson_template t
       CROSS JOIN ${digits} a CROSS JOIN ${digits} b CROSS JOIN ${digits} c CROSS JOIN ${digits} e CROSS JOIN ${digits} f
       WHERE f.d < ${tenThousands}
       ${skipTaken(subject.engine, table)}`,
    );
  } finally {
    await subject.sql('DROP TABLE IF EXISTS keelson_template');
  }
  await refreshStatistics(subject, table.name);
  return true;
}

/**
 * Deletes what {@link grow} has made. What comes later looks words up in all columns and reads tables as a whole: on full
 * tables that takes the database minutes, and says no more.
 */
export async function shrink({ subject }: Pick<Judged, 'subject'>, table: Table): Promise<void> {
  await subject.sql(`DELETE FROM ${table.name} WHERE id BETWEEN ? AND ?`, filledIds);
  await refreshStatistics(subject, table.name);
}

/** A unique text whose pattern has room for few values fills as many rows. */
function skipTaken(engine: 'mysql' | 'postgres', { name }: Table): string {
  return engine === 'mysql' ? `ON DUPLICATE KEY UPDATE id = ${name}.id` : 'ON CONFLICT DO NOTHING';
}

/** What lists sort and filter by, what reads name in a parameter, and what else an organization's rows are looked up by. */
function soughtColumns(
  { resource, columns, indexes, columnOf }: Table,
  operations: readonly Operation[],
): ReadonlySet<string> {
  const { sort = [], filter = [] } = resource.list ?? {};
  const named = new Set(operations.flatMap(({ needed }) => needed.map(({ name }) => name)));
  const required = new Set(columns.flatMap(({ name, field }) => (field?.required ? [name] : [])));
  const indexed = indexes.flatMap((index) =>
    index.columns[0] === 'organization_id' && !index.unique ? index.columns : [],
  );
  return new Set([
    ...[...sort, ...filter].map((field) => columnOf(field).name),
    ...[
      ...indexed,
      ...columns.flatMap(({ name, field }) => (named.has(field?.name ?? '') ? [name] : [])),
    ].filter((name) => required.has(name)),
  ]);
}

/** The columns that must differ in every row: one of each unique index. */
export function distinctColumns(table: Table): ReadonlySet<string> {
  const unique = new Set<string>();
  for (const index of table.indexes)
    if (index.unique && !index.columns.includes('id') && !index.columns.some((name) => unique.has(name)))
      unique.add(mostVariable(table, index.columns));
  return unique;
}

/** Of several columns that differ together the last that has a value for each row; a number has its bounds. */
function mostVariable({ columns }: Table, names: readonly string[]): string {
  const isNumber = (name: string) =>
    ['integer', 'amount'].includes(columns.find((one) => one.name === name)?.field?.kind ?? '');
  return names.findLast((name) => !isNumber(name) && name !== 'organization_id') ?? names.at(-1) ?? '';
}

import type { Resource } from '@keelson/kernel';
import type { Judged } from '../../judged.js';
import type { Column, Table } from './table.js';

/**
 * Rows that a table has when its plans are judged, half of them one organization's: 100,000. Where more indexes than
 * these would have to be filled it is a fifth, which tells as much and takes seconds.
 */
const manyIndexes = 12;

/** Numbers 0 to 99,999, without what only one engine has. */
const digits =
  '(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)';
/** Every value once; the rows of one organization (`a` below 5) have all kinds of them. */
const n = '(a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d)';
/** Another order of the same numbers, so that no column is sorted like another. */
const v = '(b.d + 10 * e.d + 100 * c.d + 1000 * f.d + 10000 * a.d)';

/**
 * Clones a row of the organization a hundred thousand times, straight in SQL: new ids, unique values, and values spread
 * over what is sorted and filtered by.
 */
export async function grow({ subject, world }: Judged, table: Table): Promise<boolean> {
  const id = await world.rowOf(world.owner, table.resource);
  if (id === null) return false;
  const sql = new Expressions(subject.engine);
  const distinct = distinctColumns(table);
  const values = table.columns.map((column) => {
    if (column.name === 'id') return sql.id();
    if (column.name === 'organization_id') return sql.organization();
    if (distinct.has(column.name)) return sql.distinct(column);
    return sql.spread(column, table.resource) ?? `t.${sql.quoted(column.name)}`;
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
       WHERE f.d < ${table.indexes.length > manyIndexes ? 2 : 10}`,
    );
  } finally {
    await subject.sql('DROP TABLE keelson_template');
  }
  await subject.sql(
    subject.engine === 'mysql' ? `ANALYZE TABLE ${table.name}` : `VACUUM ANALYZE ${table.name}`,
  );
  return true;
}

/** One column of each unique index must differ in every row. */
function distinctColumns(table: Table): ReadonlySet<string> {
  const unique = new Set<string>();
  for (const index of table.indexes)
    if (index.unique && !index.columns.includes('id') && !index.columns.some((name) => unique.has(name)))
      unique.add(index.columns.at(-1) ?? '');
  return unique;
}

/** Values as SQL, computed from the number of the row. */
class Expressions {
  constructor(private readonly engine: 'mysql' | 'postgres') {}

  quoted(name: string): string {
    return this.engine === 'mysql' ? `\`${name}\`` : `"${name}"`;
  }

  /** In the order of insertion, like the product's own: random ones would take the database twice as long. */
  id(): string {
    return this.uuid(n, '01900000-0000-7000-8000-');
  }

  organization(): string {
    const other = this.uuid('b.d + 10 * c.d');
    return `CASE WHEN a.d < 5 THEN t.organization_id ELSE ${other} END`;
  }

  distinct({ type, length }: Column): string {
    if (type === 'uuid' || (type === 'char' && length === 36)) return this.id();
    if (type.includes('char')) return this.text(n, Math.min(length ?? 255, 8));
    return type.includes('time') ? this.moment(n) : `${n} + 1000`;
  }

  /** @returns null where the value of the cloned row does */
  spread({ name: column, field, length }: Column, { list, create }: Resource): string | null {
    if (!field || !list) return null;
    const sorted = list.sort.some(({ name }) => name === field.name);
    if (!sorted && !list.filter.some(({ name }) => name === field.name)) return null;
    const { enum: choices = [] } = field.schema;
    const named = field.states ?? choices.filter((choice) => typeof choice === 'string');
    if (named.length > 0) {
      // What no client may make is the platform's own: rows in a state that starts work would start it.
      const last = `'${named.at(-1)}'`;
      if (!create) return last;
      return `CASE ${named.map((name, at) => `WHEN ${v} % ${named.length} = ${at} THEN '${name}'`).join(' ')} ELSE ${last} END`;
    }
    switch (field.kind) {
      case 'instant':
        return this.moment(v);
      case 'integer':
      case 'amount':
        return `${sorted ? v : `${v} % 10`} + 1`;
      case 'flag':
        return this.engine === 'mysql' ? `${v} % 2` : `${v} % 2 = 0`;
      case 'text':
        return this.text(sorted ? v : `${v} % 10`, Math.min(length ?? 255, 8));
      case 'reference':
        return `CASE WHEN ${v} % 10 = 0 THEN t.${this.quoted(column)} ELSE ${this.uuid(`${v} % 20`)} END`;
      default:
        return null;
    }
  }

  private uuid(number: string, head = '00000000-0000-4000-8000-'): string {
    return this.engine === 'mysql'
      ? `CONCAT('${head}', LPAD(${number}, 12, '0'))`
      : `('${head}' || lpad((${number})::text, 12, '0'))::uuid`;
  }

  private text(number: string, length: number): string {
    return this.engine === 'mysql'
      ? `CONCAT('v', LPAD(${number}, ${length - 1}, '0'))`
      : `'v' || lpad((${number})::text, ${length - 1}, '0')`;
  }

  private moment(number: string): string {
    return this.engine === 'mysql'
      ? `NOW(3) - INTERVAL ${number} MINUTE`
      : `date_trunc('milliseconds', now()) - make_interval(mins => ${number})`;
  }
}

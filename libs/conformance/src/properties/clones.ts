import type { Judged } from '../judged.js';
import { distinctColumns } from '../checks/budgets/growth.js';
import type { Column, Table } from '../checks/budgets/table.js';

/** Numbers that no other clone of the process has. */
let made = 0;

/**
 * Copies of a row straight in SQL, with new ids and new values where an index wants them different, all else tied.
 * @param given values of columns, by their names in the database, in place of the row's
 * @returns their ids, those of rows that the table refuses left out
 */
export async function cloneRow(
  { subject }: Pick<Judged, 'subject'>,
  table: Table,
  id: string,
  count: number,
  given: Readonly<Record<string, unknown>> = {},
): Promise<string[]> {
  const distinct = distinctColumns(table);
  const quote = subject.engine === 'mysql' ? '`' : '"';
  const quoted = (name: string) => `${quote}${name}${quote}`;
  const columns = table.columns.map(({ name }) => quoted(name)).join(', ');
  const ids: string[] = [];
  for (let copy = 0; copy < count; copy += 1) {
    made += 1;
    const own = newId(made);
    const values: unknown[] = [];
    const parts = table.columns.map((column) => {
      const isDistinct = distinct.has(column.name) && !(column.name in given);
      if (column.name !== 'id' && !isDistinct && !(column.name in given)) return quoted(column.name);
      values.push(column.name === 'id' ? own : isDistinct ? distinctValue(column, made) : given[column.name]);
      return typed(subject.engine, column);
    });
    const inserted = await subject
      .sql(
        `INSERT INTO ${table.name} (${columns}) SELECT ${parts.join(', ')} FROM ${table.name} WHERE ${quoted('id')} = ?`,
        [...values, id],
      )
      // An index over several columns, or a constraint that a migration adds.
      .then(() => true)
      .catch(() => false);
    if (inserted) ids.push(own);
  }
  return ids;
}

/** In the order of insertion, and beside the ids that fill the tables for the budgets. */
function newId(number: number): string {
  return `01900001-0000-7000-9000-${number.toString(16).padStart(12, '0')}`;
}

function distinctValue({ type, length }: Column, number: number): unknown {
  if (type === 'uuid' || (type === 'char' && length === 36)) return crypto.randomUUID();
  if (type.includes('char') || type.includes('text')) return `c${number.toString(36)}`.slice(0, length ?? 20);
  if (type.includes('time') || type.includes('date')) return new Date(Date.UTC(2300, 0, 1) + number * 60_000);
  return 1_000_000 + number;
}

/** PostgreSQL does not see from a SELECT which type a parameter has. */
function typed(engine: 'mysql' | 'postgres', { type }: Column): string {
  return engine === 'mysql' ? '?' : `CAST(? AS ${type})`;
}

import type { Judged } from '../judged.js';
import { distinctColumns } from '../checks/budgets/growth.js';
import type { Column, Table } from '../checks/budgets/table.js';

/** Numbers that no other clone of the process has. */
let made = 0;

/** Copies of one statement: that of each alone took longer than all else that is done with them. */
const atOnce = 50;

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
  const insert = async (copies: readonly Copy[]): Promise<string[]> => {
    const values: unknown[] = [];
    const selects = copies.map(({ id: own, distinct: different }) => {
      const parts = table.columns.map((column) => {
        if (column.name !== 'id' && !(column.name in given) && !different.has(column.name))
          return quoted(column.name);
        values.push(
          column.name === 'id' ? own : column.name in given ? given[column.name] : different.get(column.name),
        );
        return typed(subject.engine, column);
      });
      values.push(id);
      return `SELECT ${parts.join(', ')} FROM ${table.name} WHERE ${quoted('id')} = ?`;
    });
    return subject.sql(`INSERT INTO ${table.name} (${columns}) ${selects.join(' UNION ALL ')}`, values).then(
      () => copies.map((one) => one.id),
      // An index over several columns, or a constraint that a migration adds: then one after the other.
      async () => {
        const singles: string[] = [];
        if (copies.length > 1) for (const one of copies) singles.push(...(await insert([one])));
        return singles;
      },
    );
  };
  const copies = Array.from({ length: count }, (): Copy => {
    made += 1;
    const own = table.columns.filter(({ name }) => distinct.has(name) && !(name in given));
    return { id: newId(made), distinct: new Map(own.map((one) => [one.name, distinctValue(one, made)])) };
  });
  const ids: string[] = [];
  for (let at = 0; at < copies.length; at += atOnce)
    ids.push(...(await insert(copies.slice(at, at + atOnce))));
  return ids;
}

/** What a copy does not have from the row. */
interface Copy {
  readonly id: string;
  readonly distinct: ReadonlyMap<string, unknown>;
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

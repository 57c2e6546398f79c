import type { Subject } from '../subject.js';

/** Names of tables. */
export type Tables = readonly string[];

type Rows = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** The rows of some tables, as they are now, by their ids. */
export async function tablesAt(
  subject: Pick<Subject, 'sql'>,
  tables: Tables,
): Promise<ReadonlyMap<string, Rows>> {
  const all = new Map<string, Rows>();
  for (const table of tables) {
    const rows = await subject.sql(`SELECT * FROM ${table}`);
    all.set(table, new Map(rows.map((row) => [String(row['id']), row])));
  }
  return all;
}

/**
 * What has become of rows, one change a line: which columns were set, emptied or changed. Numbers are left out (attempts are
 * counted), and so are values that differ from row to row; a short word, as a state is, stands as it is.
 */
export function changesIn(before: ReadonlyMap<string, Rows>, after: ReadonlyMap<string, Rows>): string {
  const changes: string[] = [];
  for (const [table, rows] of after) {
    const former = before.get(table) ?? new Map<string, never>();
    for (const [id, row] of rows) {
      const was = former.get(id);
      const changed = Object.keys(row).filter((name) => !owned.has(name) && differs(was?.[name], row[name]));
      if (!was || changed.length > 0)
        changes.push(
          `${table}: ${was ? 'changed' : 'added'} ${changed.map((name) => `${name} ${classOf(row[name])}`).join(', ')}`,
        );
    }
    for (const id of former.keys()) if (!rows.has(id)) changes.push(`${table}: deleted`);
  }
  return changes.sort().join('\n');
}

/** Written with every change. */
const owned: ReadonlySet<string> = new Set(['id', 'version', 'created_at', 'updated_at', 'updated_by']);

function differs(one: unknown, other: unknown): boolean {
  if (typeof one === 'number' && typeof other === 'number' && !isFlag(one, other)) return false;
  return JSON.stringify(one ?? null) !== JSON.stringify(other ?? null);
}

/** MariaDB has 0 and 1 for false and true. */
function isFlag(one: number, other: number): boolean {
  return [one, other].every((value) => value === 0 || value === 1);
}

function classOf(value: unknown): string {
  if (value === null || value === undefined) return 'emptied';
  if (typeof value === 'boolean') return `= ${String(value)}`;
  return typeof value === 'string' && /^[a-z][a-z-]{1,15}$/.test(value) ? `= ${value}` : 'set';
}

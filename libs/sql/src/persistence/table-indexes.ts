import type { QueryRunner } from 'typeorm';
import type { Engine } from './engine.js';

/** An index as the database has it; the columns in their order. */
export interface TableIndex {
  readonly name: string;
  readonly columns: readonly string[];
}

/**
 * The indexes of each table, by its name in lower case. PostgreSQL finds the one that is in order by itself; MySQL is told
 * (see list-statement.ts), and refuses a name that is not there.
 */
export async function indexesToName(
  runner: QueryRunner,
  { dialect }: Engine,
): Promise<ReadonlyMap<string, readonly TableIndex[]>> {
  const found = new Map<string, Map<string, string[]>>();
  if (dialect === 'postgres') return new Map();
  const rows = (await runner.query(
    'SELECT table_name AS at, index_name AS name, column_name AS part FROM information_schema.statistics WHERE table_schema = DATABASE() ORDER BY table_name, index_name, seq_in_index',
  )) as { at: string; name: string; part: string }[];
  for (const { at, name, part } of rows) {
    const indexes = found.get(at.toLowerCase()) ?? new Map<string, string[]>();
    indexes.set(name, [...(indexes.get(name) ?? []), part]);
    found.set(at.toLowerCase(), indexes);
  }
  return new Map(
    [...found].map(([table, indexes]) => [table, [...indexes].map(([name, columns]) => ({ name, columns }))]),
  );
}

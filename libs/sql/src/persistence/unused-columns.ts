import { acrossOrganizations, type FeatureRegistry } from '@keelson/kernel';
import type { QueryRunner } from 'typeorm';
import type { DatabaseOptions } from './database.settings.js';
import { inspectEngine } from './engine.js';
import { tableNameOf } from './entity-schema.js';
import { FailureLog } from './failures/failure-log.js';
import { dropColumn } from './migration-table.js';
import { migrationSource } from './migrator.js';
import { ScopeCrossings } from './scope-crossings.js';
import { wantedColumns } from './table-columns.js';

/** A column that no field of the application stands for. */
export interface UnusedColumn {
  readonly table: string;
  readonly column: string;
  /** As the database calls it: `character varying`. */
  readonly type: string;
}

/** Such columns, and the statements that drop them with the indexes that they are part of. */
export interface UnusedColumns {
  readonly columns: readonly UnusedColumn[];
  readonly sql: readonly string[];
}

/**
 * The columns on tables of entities that no imported module declares any more: what an extension or a feature has left when
 * it was removed. Changes nothing.
 * @throws DatabaseUnusableError when the database cannot be used
 */
export async function unusedColumns(
  database: DatabaseOptions,
  registry: FeatureRegistry,
): Promise<UnusedColumns> {
  const engine = await inspectEngine(database);
  const watchers = { crossings: new ScopeCrossings(), failures: new FailureLog() };
  const source = await migrationSource(database, engine, registry, watchers);
  await source.initialize();
  const runner = source.createQueryRunner();
  try {
    return await acrossOrganizations('lists unused columns', async () => {
      const columns = await found(runner, registry);
      return { columns, sql: await dropping(runner, columns) };
    });
  } finally {
    await runner.release();
    await source.destroy();
  }
}

async function found(runner: QueryRunner, registry: FeatureRegistry): Promise<UnusedColumn[]> {
  const wanted = new Map(
    registry.entities.map(({ entity, fields }) => [tableNameOf(entity).toLowerCase(), wantedColumns(fields)]),
  );
  const schema = runner.dataSource.options.type === 'postgres' ? 'current_schema()' : 'DATABASE()';
  const rows = (await runner.query(
    `SELECT table_name AS at, column_name AS name, data_type AS type FROM information_schema.columns WHERE table_schema = ${schema} ORDER BY table_name, ordinal_position`,
  )) as { at: string; name: string; type: string }[];
  return rows
    .filter(({ at, name }) => wanted.get(at.toLowerCase())?.has(name.toLowerCase()) === false)
    .map(({ at, name, type }) => ({ table: at, column: name, type }));
}

async function dropping(runner: QueryRunner, columns: readonly UnusedColumn[]): Promise<string[]> {
  runner.enableSqlMemory();
  for (const { table, column } of columns) await dropColumn(runner, table, column);
  // An index over two of the columns is dropped with each of them.
  return [...new Set(runner.getMemorySql().upQueries.map(({ query }) => `${query};`))];
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@nestjs/common';
import { TableIndex, type QueryRunner } from 'typeorm';
import { withPlaceholders } from './dialect.js';
import { DatabaseUnusableError, type Engine } from './engine.js';

/** An index that a migration asks for on a table that stands. */
export interface WantedIndex {
  readonly name: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly isUnique: boolean;
}

/** Indexes that migrations have asked for and that are not built yet: written with the migration, so none is forgotten. */
const builds = 'schema_index_builds';

/** Seconds that one attempt on MySQL waits for transactions that use the table; other statements wait behind it. */
const attemptSeconds = 1;
/** Milliseconds between two attempts, in which those get through. */
const betweenAttemptsMs = 500;
/** Attempts before a build gives up: some ten minutes. */
const mostAttempts = 400;
/** MySQL: the attempt has waited for as long as it may. */
const lockWaitTimeout = 1205;

export async function createIndexBuilds(lock: QueryRunner): Promise<void> {
  await lock.query(
    `CREATE TABLE IF NOT EXISTS ${builds} (name varchar(64) NOT NULL PRIMARY KEY, table_name varchar(64) NOT NULL, column_names varchar(2000) NOT NULL, is_unique integer NOT NULL)`,
  );
}

/**
 * Has an index built. At once on a table without rows; otherwise right after the migration and before the next one, without
 * holding up who writes the table: on PostgreSQL, that cannot be part of a transaction.
 */
export async function wantIndex(
  runner: QueryRunner,
  { dialect }: Engine,
  { name, table, columns, isUnique }: WantedIndex,
): Promise<void> {
  const rows = (await runner.query(
    `SELECT 1 FROM ${runner.manager.connection.driver.escape(table)} LIMIT 1`,
  )) as object[];
  if (rows.length === 0)
    return runner.createIndex(table, new TableIndex({ name, columnNames: [...columns], isUnique }));
  const again = dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE name = name' : 'ON CONFLICT DO NOTHING';
  await runner.query(
    withPlaceholders(
      dialect,
      `INSERT INTO ${builds} (name, table_name, column_names, is_unique) VALUES (?, ?, ?, ?) ${again}`,
    ),
    [name, table, columns.join(), isUnique ? 1 : 0],
  );
}

/**
 * Builds the indexes that migrations have asked for, those too whose build was cut off at an earlier start.
 * @param lock a session outside of any transaction
 * @throws DatabaseUnusableError when one cannot be built: rows agree in the columns of a unique one, or the table stays in use
 */
export async function buildIndexes(lock: QueryRunner, engine: Engine, logger: Logger): Promise<void> {
  const rows = (await lock.query(
    `SELECT name, table_name, column_names, is_unique FROM ${builds} ORDER BY name`,
  )) as {
    name: string;
    table_name: string;
    column_names: string;
    is_unique: number;
  }[];
  for (const { name, table_name: table, column_names, is_unique } of rows) {
    const wanted = { name, table, columns: column_names.split(','), isUnique: Number(is_unique) === 1 };
    logger.log(`Building the index ${name} on ${table}; the table stays writable.`);
    try {
      await (engine.dialect === 'postgres' ? onPostgres(lock, wanted) : onMysql(lock, wanted));
    } catch (error) {
      throw new DatabaseUnusableError(
        `The index ${name} on ${table} cannot be built: ${(error as Error).message.split('\n')[0]}. Fix the cause and restart; all earlier migrations have been applied.`,
        { cause: error },
      );
    }
    await lock.query(withPlaceholders(engine.dialect, `DELETE FROM ${builds} WHERE name = ?`), [name]);
  }
}

async function onPostgres(lock: QueryRunner, wanted: WantedIndex): Promise<void> {
  const { name, table, columns, isUnique } = wanted;
  const [found] = (await lock.query(
    'SELECT i.indisvalid AS valid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname = $1 AND pg_table_is_visible(c.oid)',
    [name],
  )) as { valid: boolean }[];
  if (found?.valid) return;
  // It waits for every transaction that may still see the table without the index, however long that takes.
  await lock.query('SET lock_timeout = 0');
  try {
    // A build that was cut off leaves an index that writes keep up and no read uses.
    if (found) await lock.query(`DROP INDEX CONCURRENTLY "${name}"`);
    await lock.query(
      `CREATE ${isUnique ? 'UNIQUE ' : ''}INDEX CONCURRENTLY "${name}" ON "${table}" (${columns.map((one) => `"${one}"`).join(', ')})`,
    );
  } finally {
    await lock.query('RESET lock_timeout');
  }
}

/** InnoDB leaves nothing of a build that was cut off. */
async function onMysql(lock: QueryRunner, wanted: WantedIndex): Promise<void> {
  const { name, table, columns, isUnique } = wanted;
  const found = (await lock.query(
    'SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ? LIMIT 1',
    [table, name],
  )) as object[];
  if (found.length > 0) return;
  const sql = `CREATE ${isUnique ? 'UNIQUE ' : ''}INDEX \`${name}\` ON \`${table}\` (${columns.map((one) => `\`${one}\``).join(', ')}) ALGORITHM=INPLACE LOCK=NONE`;
  // At its beginning and its end it needs the table for a moment: whoever comes while it waits for that waits behind it.
  await lock.query('SET @keelson_lock_wait_timeout = @@SESSION.lock_wait_timeout');
  await lock.query(`SET SESSION lock_wait_timeout = ${attemptSeconds}`);
  try {
    await retried(() => lock.query(sql));
  } finally {
    await lock.query('SET SESSION lock_wait_timeout = @keelson_lock_wait_timeout');
  }
}

async function retried(attempt: () => Promise<unknown>): Promise<void> {
  for (let left = mostAttempts; ; left -= 1)
    try {
      await attempt();
      return;
    } catch (error) {
      if ((error as { errno?: number }).errno !== lockWaitTimeout || left === 1) throw error;
      await pause(betweenAttemptsMs);
    }
}

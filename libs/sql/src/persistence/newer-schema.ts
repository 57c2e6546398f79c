import type { Logger } from '@nestjs/common';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withPlaceholders } from './dialect.js';
import { DatabaseUnusableError, type Engine } from './engine.js';

/**
 * A migration after which versions that do not know it would do harm: one that drops or renames what they use. A start
 * of such a version is refused; without the member it is only warned.
 */
export interface BreakingMigration extends MigrationInterface {
  /** Why, for the operator of an older version: "orders.total is gone". At most 500 characters. */
  readonly breaksOlderVersions: string;
}

/** In the database, since a version that does not know the migration has not got its class. */
const table = 'schema_breaking_migrations';

export async function createBreakingMigrations(lock: QueryRunner): Promise<void> {
  await lock.query(
    `CREATE TABLE IF NOT EXISTS ${table} (name varchar(200) NOT NULL PRIMARY KEY, reason varchar(500) NOT NULL)`,
  );
}

/** To be called before the migration runs: a record of one that then fails says nothing, since only applied ones count. */
export async function recordIfBreaking(
  lock: QueryRunner,
  { dialect }: Engine,
  migration: MigrationInterface,
): Promise<void> {
  const { breaksOlderVersions: reason } = migration as Partial<BreakingMigration>;
  if (reason === undefined) return;
  const { name } = migration.constructor;
  await lock.query(withPlaceholders(dialect, `DELETE FROM ${table} WHERE name = ?`), [name]);
  await lock.query(withPlaceholders(dialect, `INSERT INTO ${table} (name, reason) VALUES (?, ?)`), [
    name,
    reason,
  ]);
}

/**
 * Warns when the schema has migrations that this version does not know.
 * @throws DatabaseUnusableError when one of them says that older versions must not run
 */
export async function refuseNewerSchema(
  lock: QueryRunner,
  { known, applied }: { readonly known: ReadonlySet<string>; readonly applied: ReadonlySet<string> },
  logger: Logger,
): Promise<void> {
  const unknown = [...applied].filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const breaking = (await lock.query(`SELECT name, reason FROM ${table}`)) as {
    name: string;
    reason: string;
  }[];
  const met = breaking.find(({ name }) => unknown.includes(name));
  if (met)
    throw new DatabaseUnusableError(
      `A newer version has migrated the database, and this version must not run on it: ${met.reason} (${met.name}). Start the newer version, or restore the backup from before the migration. Nothing was changed.`,
    );
  logger.warn(
    `The database has migrations that this version does not include: ${unknown.join(', ')}. Either a newer version has run on this database, or a feature was removed. None of these migrations breaks older versions.`,
  );
}

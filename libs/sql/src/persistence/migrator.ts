import { acrossOrganizations, type FeatureRegistry } from '@keelson/kernel';
import { Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { DataSource, type QueryRunner } from 'typeorm';
import type { DatabaseOptions } from './database.settings.js';
import { dataSourceOptions } from './data-source-options.js';
import { DatabaseUnusableError, placeOf, type Engine } from './engine.js';
import { tableNameOf } from './entity-schema.js';
import type { FailureLog } from './failures/failure-log.js';
import { buildIndexes, createIndexBuilds } from './index-builds.js';
import { migrationsInOrder } from './migrations-point.js';
import { createBreakingMigrations, recordIfBreaking, refuseNewerSchema } from './newer-schema.js';
import type { KnownTables } from './reading/reading.js';
import type { ScopeCrossings } from './scope-crossings.js';
import { columnFaults } from './table-columns.js';
import { indexesToName, type TableIndex } from './table-indexes.js';
import { knownTables, tablesOf, type TableFound } from './tenant-tables.js';

/** Longest wait for another process that migrates, in seconds. */
const patience = 120;
/** Milliseconds between two attempts to get its lock on PostgreSQL. */
const seekEveryMs = 200;
/** Names the lock; any number does, as long as all processes take the same. */
const lockNumber = 7_563_401;
const lockName = 'keelson.migrations';

/** Migrations go across organizations, so the gateway needs to know nothing of the tables. */
const noTables: KnownTables = { tenants: new Map(), others: new Set() };

/** The schema, as far as statements are made or read by it. */
export interface MigratedSchema {
  /** The migrations that were missing, in order. */
  readonly applied: readonly string[];
  readonly tables: KnownTables;
  /** See {@link indexesToName}. */
  readonly indexes: ReadonlyMap<string, readonly TableIndex[]>;
}

/**
 * Applies what is missing, one process at a time. MySQL commits each schema change by itself, so a migration that is
 * cut off leaves a part behind: a mark that is set before and taken away after tells, and the next start says so.
 * @returns what there is then
 * @throws DatabaseUnusableError when a newer version has made the schema unfit for this one, a migration was cut off earlier, fails now, or the lock is not to be had
 */
export async function migrate(
  database: DatabaseOptions,
  engine: Engine,
  registry: FeatureRegistry,
  watchers: Watchers,
): Promise<MigratedSchema> {
  const logger = new Logger('Migrations');
  const dataSource = await migrationSource(database, engine, registry, watchers);
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    return await acrossOrganizations('migrations change every table', async () => {
      await acquire(lock, engine, placeOf(database.url));
      try {
        await lock.query(
          'CREATE TABLE IF NOT EXISTS schema_migration_marks (name varchar(200) NOT NULL PRIMARY KEY)',
        );
        await createBreakingMigrations(lock);
        await createIndexBuilds(lock);
        const applied = await appliedNames(lock);
        const names = migrationsInOrder(registry).map(({ name }) => name);
        await refuseNewerSchema(lock, { known: new Set(names), applied }, logger);
        await refuseCutOff(lock, engine, applied);
        await buildIndexes(lock, engine, logger);
        const pending = names.filter((name) => !applied.has(name));
        for (const name of pending) {
          await applyOne(dataSource, lock, name, engine);
          await buildIndexes(lock, engine, logger);
          if (applied.size > 0) logger.log(`Applied ${name}`);
        }
        if (applied.size === 0) logger.log(`Applied ${pending.length} migrations to an empty database`);
        const tables = await tablesOf(lock, engine);
        refuseMissingTables(tables, registry);
        refuseColumnFaults(await columnFaults(lock, engine, registry));
        return {
          applied: pending,
          tables: knownTables(tables, registry),
          indexes: await indexesToName(lock, engine),
        };
      } finally {
        await release(lock, engine);
      }
    });
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}

interface Watchers {
  readonly crossings: ScopeCrossings;
  readonly failures: FailureLog;
}

/** A short-lived data source for migrations, to be initialized. */
export async function migrationSource(
  database: DatabaseOptions,
  engine: Engine,
  registry: FeatureRegistry,
  watchers: Watchers,
): Promise<DataSource> {
  return new DataSource(
    await dataSourceOptions(database, { engine, tables: noTables }, registry, watchers, 'migration'),
  );
}

async function applyOne(
  dataSource: DataSource,
  lock: QueryRunner,
  name: string,
  engine: Engine,
): Promise<void> {
  const all = dataSource.migrations;
  const one = all.find((migration) => migration.constructor.name === name);
  if (!one) return;
  await recordIfBreaking(lock, engine, one);
  await lock.query(`INSERT INTO schema_migration_marks (name) VALUES ('${name}')`);
  // One at a time, so that the mark names the right one.
  Object.assign(dataSource, { migrations: all.filter((migration) => migration === one) });
  try {
    await dataSource.runMigrations({ transaction: 'each' });
  } catch (error) {
    throw new DatabaseUnusableError(
      `Migration ${name} failed: ${(error as Error).message.split('\n')[0]}. Later migrations were not applied. ${adviceAfter(name, engine)}`,
      { cause: error },
    );
  } finally {
    Object.assign(dataSource, { migrations: all });
  }
  await lock.query(removeMark(name));
}

/** MySQL keeps what a migration had made when it stopped; PostgreSQL has rolled it back as a whole. */
function adviceAfter(name: string, { dialect }: Engine): string {
  return dialect === 'postgres'
    ? 'Fix the cause and start again.'
    : `MySQL cannot roll back schema changes: fix the cause, undo the changes of the migration (or restore the backup), run \`${removeMark(name)}\`, then start again.`;
}

function removeMark(name: string): string {
  return `DELETE FROM schema_migration_marks WHERE name = '${name}'`;
}

export async function appliedNames(lock: QueryRunner): Promise<ReadonlySet<string>> {
  if (!(await lock.hasTable('schema_migrations'))) return new Set();
  const done = (await lock.query('SELECT name FROM schema_migrations')) as { name: string }[];
  return new Set(done.map((row) => row.name));
}

async function refuseCutOff(lock: QueryRunner, engine: Engine, applied: ReadonlySet<string>): Promise<void> {
  const marks = (await lock.query('SELECT name FROM schema_migration_marks')) as { name: string }[];
  for (const { name } of marks) {
    // Applied: only the mark was left. PostgreSQL rolls a cut-off migration back; it is simply due again.
    if (engine.dialect === 'postgres' || applied.has(name)) await lock.query(removeMark(name));
    else
      throw new DatabaseUnusableError(
        `Migration ${name} was interrupted during an earlier start, and MySQL cannot roll back schema changes. Undo the changes of the migration (or restore the backup), run \`${removeMark(name)}\`, then start again. This start changed nothing.`,
      );
  }
}

/** A migration that nobody lists is never run, and its feature would answer 500. */
function refuseMissingTables(tables: readonly TableFound[], registry: FeatureRegistry): void {
  const names = new Set(tables.map(({ name }) => name));
  const missing = registry.entities.filter(({ entity }) => !names.has(tableNameOf(entity).toLowerCase()));
  if (missing.length > 0)
    throw new DatabaseUnusableError(
      `There is no table for ${missing.map(({ entity }) => `${entity.name} ("${tableNameOf(entity)}")`).join(', ')}: add the migration that creates it: Feature.declare({ … }, migrations(CreateTable…)).`,
    );
}

function refuseColumnFaults(faults: readonly string[]): void {
  if (faults.length > 0)
    throw new DatabaseUnusableError(
      `Entities and migrations disagree: ${faults.join('; ')}. Change the migration if it has run only on your machine; otherwise add another migration with addColumn(…); added columns must be optional or have a default.`,
    );
}

async function acquire(lock: QueryRunner, engine: Engine, place: string): Promise<void> {
  if (engine.dialect === 'mysql') {
    const rows = (await lock.query(
      `SELECT GET_LOCK(CONCAT('${lockName}.', DATABASE()), ${patience}) AS got`,
    )) as { got: number | null }[];
    if (Number(rows[0]?.got) === 1) return;
  } else {
    // Not by a statement that waits: it would hold a snapshot, for which the index build of another process waits.
    for (
      const until = performance.now() + patience * 1_000;
      performance.now() < until;
      await pause(seekEveryMs)
    ) {
      const rows = (await lock.query(`SELECT pg_try_advisory_lock(${lockNumber}) AS got`)) as {
        got: boolean;
      }[];
      if (rows[0]?.got) return;
    }
  }
  throw new DatabaseUnusableError(
    `Another process has been migrating ${place} for over ${patience} s. Check that process, then start again.`,
  );
}

async function release(lock: QueryRunner, engine: Engine): Promise<void> {
  await lock.query(
    engine.dialect === 'mysql'
      ? `SELECT RELEASE_LOCK(CONCAT('${lockName}.', DATABASE()))`
      : `SELECT pg_advisory_unlock(${lockNumber})`,
  );
}

import { acrossOrganizations, type FeatureRegistry } from '@keelson/kernel';
import type { DatabaseOptions } from './database.settings.js';
import { inspectEngine } from './engine.js';
import { FailureLog } from './failures/failure-log.js';
import { migrationsInOrder } from './migrations-point.js';
import { appliedNames, migrate, migrationSource } from './migrator.js';
import { ScopeCrossings } from './scope-crossings.js';

/**
 * Applies the pending migrations, as a start does.
 * @returns their names, in order
 * @throws DatabaseUnusableError as {@link migrate} does
 */
export async function migrateDatabase(
  database: DatabaseOptions,
  registry: FeatureRegistry,
): Promise<readonly string[]> {
  const { applied } = await migrate(database, await inspectEngine(database), registry, watchers());
  return applied;
}

/**
 * The names of the migrations that a start would apply, in order. Changes nothing.
 * @throws DatabaseUnusableError when the database cannot be used
 */
export async function pendingMigrations(
  database: DatabaseOptions,
  registry: FeatureRegistry,
): Promise<readonly string[]> {
  const source = await migrationSource(database, await inspectEngine(database), registry, watchers());
  await source.initialize();
  const runner = source.createQueryRunner();
  try {
    const applied = await acrossOrganizations('lists migrations', () => appliedNames(runner));
    return migrationsInOrder(registry)
      .map(({ name }) => name)
      .filter((name) => !applied.has(name));
  } finally {
    await runner.release();
    await source.destroy();
  }
}

function watchers() {
  return { crossings: new ScopeCrossings(), failures: new FailureLog() };
}

import type { FeatureRegistry } from '@keelson/kernel';
import { Connections } from './connections.js';
import type { Database } from './database.js';
import type { DatabaseOptions } from './database.settings.js';
import { inspectEngine } from './engine.js';
import { FailureLog } from './failures/failure-log.js';
import { migrationSource } from './migrator.js';
import { ScopeCrossings } from './scope-crossings.js';
import { ServerClock } from './server-clock.js';
import { SqlDatabase } from './sql-database.js';

/**
 * Runs `work` with a database that is opened for it, without an application: for commands. Statements have no time-out,
 * and it migrates nothing.
 * @throws DatabaseUnusableError when it cannot be used
 */
export async function withOpenedDatabase<T>(
  options: DatabaseOptions,
  registry: FeatureRegistry,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const engine = await inspectEngine(options);
  const watchers = { crossings: new ScopeCrossings(), failures: new FailureLog() };
  const source = await migrationSource(options, engine, registry, watchers);
  await source.initialize();
  try {
    const { dialect } = engine;
    return await work(
      new SqlDatabase(source, dialect, new ServerClock(), new Connections(source, dialect, options)),
    );
  } finally {
    await source.destroy();
  }
}

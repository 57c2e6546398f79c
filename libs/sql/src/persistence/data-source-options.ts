import type { FeatureRegistry } from '@keelson/kernel';
import type { DataSourceOptions } from 'typeorm';
import { mysqlTlsOptions } from '@keelson/runtime/ports';
import type { DatabaseOptions } from './database.settings.js';
import type { Engine } from './engine.js';
import { loadPostgres } from './drivers.js';
import { entitySchemaOf } from './entity-schema.js';
import type { FailureLog } from './failures/failure-log.js';
import { gatedMysql, gatedPostgres } from './gated-driver.js';
import { noteEngine } from './migration-table.js';
import { migrationsInOrder } from './migrations-point.js';
import type { KnownTables } from './reading/reading.js';
import type { ScopeCrossings } from './scope-crossings.js';
import { postgresAddress } from './server-address.js';
import { StatementGateway } from './statement-gateway.js';

/**
 * Seconds that a statement waits for a lock of a row or table before its request gets 503. Long enough for the few
 * transactions of each process that may be before it, and less than its own time-out, or a list of a locked table
 * would be taken for one that is slow.
 */
const lockWaitSeconds = 5;
/** Requests that may wait for a connection; more are answered 503 at once. */
const longestQueue = 1_000;

/**
 * TypeORM's options for the application's pool, or (`purpose: 'migration'`) for a short-lived one without statement
 * time-outs.
 * @throws PlatformError when the driver of the engine is not installed
 */
export async function dataSourceOptions(
  database: DatabaseOptions,
  { engine, tables }: { readonly engine: Engine; readonly tables: KnownTables },
  registry: FeatureRegistry,
  { crossings, failures }: { readonly crossings: ScopeCrossings; readonly failures: FailureLog },
  purpose: 'application' | 'migration',
): Promise<DataSourceOptions> {
  const timeoutMs = purpose === 'migration' ? 0 : database.statementTimeoutMs;
  const gateway = new StatementGateway(engine.dialect, tables, crossings);
  const driver =
    engine.dialect === 'mysql'
      ? await gatedMysql(gateway, failures, mysqlSession(engine, timeoutMs, purpose))
      : await gatedPostgres(gateway, failures);
  noteEngine(driver, engine);
  const shared = {
    driver,
    entities: registry.entities.map((one) => entitySchemaOf(one, registry.resourcesFor(one.entity), engine)),
    migrations: migrationsInOrder(registry) as never,
    migrationsTableName: 'schema_migrations',
    synchronize: false,
    logging: false as const,
    poolSize: purpose === 'migration' ? 2 : database.poolSize,
    // A forgotten id must not widen a query of a repository.
    invalidWhereValuesBehavior: { null: 'throw' as const, undefined: 'throw' as const },
  };
  return engine.dialect === 'mysql'
    ? {
        ...shared,
        // TypeORM reads MariaDB's defaults of nullable columns right only under its own name.
        type: engine.flavor === 'mariadb' ? 'mariadb' : 'mysql',
        url: database.url.replace(/^mariadb:/, 'mysql:'),
        ...(database.tls && { ssl: mysqlTlsOptions(database.tls) }),
        charset: 'utf8mb4',
        timezone: 'Z',
        supportBigNumbers: true,
        bigNumberStrings: false,
        connectTimeout: database.connectTimeoutMs,
        extra: { maxPreparedStatements: 500, queueLimit: longestQueue, connectionLimit: shared.poolSize },
      }
    : {
        ...shared,
        type: 'postgres',
        url: database.url,
        ssl: postgresAddress(database).ssl,
        connectTimeoutMS: database.connectTimeoutMs,
        extra: {
          types: await postgresTypes(),
          statement_timeout: timeoutMs,
          lock_timeout: lockWaitWithin(timeoutMs) * 1000,
          idle_in_transaction_session_timeout: 60_000,
          options: '-c default_transaction_isolation=read\\ committed -c timezone=UTC',
          application_name: 'keelson',
        },
      };
}

function mysqlSession(
  engine: Engine,
  timeoutMs: number,
  purpose: 'application' | 'migration',
): readonly string[] {
  const timeout =
    engine.flavor === 'mariadb'
      ? `max_statement_time = ${timeoutMs / 1000}`
      : `max_execution_time = ${timeoutMs}`;
  const lockWait = lockWaitWithin(timeoutMs);
  // Of tables (LOCK TABLES, ALTER TABLE), by default a day: a request must not take it for a slow statement. A migration waits.
  const tableLocks = purpose === 'migration' ? '' : `lock_wait_timeout = ${lockWait}, `;
  const isolation = engine.flavor === 'mariadb' ? 'tx_isolation' : 'transaction_isolation';
  return [
    `SET SESSION ${isolation} = 'READ-COMMITTED', time_zone = '+00:00', innodb_lock_wait_timeout = ${lockWait}, ${tableLocks}${timeout}, sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_ZERO_DATE,NO_ZERO_IN_DATE,ONLY_FULL_GROUP_BY'`,
  ];
}

/** In whole seconds, as MySQL has them. @param timeoutMs of a statement; 0 for none */
function lockWaitWithin(timeoutMs: number): number {
  return timeoutMs === 0
    ? lockWaitSeconds
    : Math.max(1, Math.min(lockWaitSeconds, Math.floor(timeoutMs / 1_500)));
}

/** 64-bit integers as numbers: amounts are bounded well below 2⁵³. */
const int8 = 20;
async function postgresTypes() {
  const { types } = await loadPostgres();
  return {
    getTypeParser: (oid: number, format?: 'text' | 'binary'): unknown =>
      oid === int8 ? Number : types.getTypeParser(oid, format as 'text'),
  };
}

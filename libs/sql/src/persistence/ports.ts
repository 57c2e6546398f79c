/** For other rooms of the platform; what authors of features use is in index.ts. */
export { type Change, ChangeRecorder } from './change-recorder.js';
export { databaseLater, databaseNow } from './clock.js';
export { databaseFamily } from './database-family.js';
export { Connections } from './connections.js';
export { type Bindable, Database } from './database.js';
export { type DatabaseAddress, DatabaseSettings } from './database.settings.js';
export { type Dialect, inspectEngine } from './engine.js';
export { parsed, uniqueTogether } from './entity-schema.js';
export { ExpiredRows } from './expired-rows.js';
export {
  DatabaseFailure,
  databaseProblems,
  FailureLog,
  failureOf,
  namedIfOfQuery,
  outcomes,
} from './failures/index.js';
export { grouped } from './grouped.js';
export {
  addColumn,
  column,
  createIndex,
  createTable,
  createUnique,
  listIndexes,
  rowColumns,
} from './migration-table.js';
export { migrateDatabase, pendingMigrations } from './migrate-database.js';
export { migrations, migrationsPoint } from './migrations-point.js';
export { uniqueName } from './naming.js';
export { beforeFirstId, newId } from './new-id.js';
export { withOpenedDatabase } from './opened-database.js';
export { asAudience } from './operated.js';
export { stateOfPostgresPool } from './pool-state.js';
export {
  newPostgresClient,
  openPostgresPool,
  type PostgresClient,
  type PostgresPool,
  type PostgresPoolClient,
} from './postgres-connections.js';
export { conditionSql, paddedToPowerOfTwo } from './predicate-sql.js';
export { ProtectedTable, protectedTable } from './protected-table.js';
export { type RetentionRule, RetentionRules } from './retention-rules.js';
export { TableShape } from './table-shape.js';
export { TenantRows } from './tenant-rows.js';
export { ScopedStore } from './scoped-store.js';
export { postgresAddress } from './server-address.js';
export { ServerClock } from './server-clock.js';
export { SqlDatabase } from './sql-database.js';
export { readScope, storedScope } from './stored-scope.js';
export { ScopedStores, UnrecordedStores } from './stores.js';
export { TransactionUnit } from './transaction-unit.js';
export { unusedColumns, type UnusedColumn } from './unused-columns.js';

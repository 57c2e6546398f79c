export { databaseNow } from './clock.js';
export { Database, type Bindable } from './database.js';
export { DatabaseUnusableError, type Dialect, type Engine } from './engine.js';
export { ExpiredRows, type Expiry } from './expired-rows.js';
export { failureOf } from './failures/index.js';
export {
  addColumn,
  column,
  createIndex,
  createTable,
  createUnique,
  dropColumn,
  dropUnique,
  engineOf,
  listIndexes,
  type MigrationColumn,
  optionalColumn,
  portableQuery,
  requireColumn,
  rowColumns,
} from './migration-table.js';
export { migrations } from './migrations-point.js';
export { newId } from './new-id.js';
export type { BreakingMigration } from './newer-schema.js';
export { writtenProtectedTable } from './protected-table.js';
export { RetentionRules, type RetentionRule } from './retention-rules.js';
export { ServerClock } from './server-clock.js';
export { StatementRefusedError } from './statement-gateway.js';
export { readScope, storedScope } from './stored-scope.js';
export { TenantRows } from './tenant-rows.js';
export { PersistenceModule, SchemaModule } from './persistence.module.js';
export {
  holdStatements,
  observeStatements,
  type RefusalListener,
  type StatementHold,
  type StatementListener,
} from './statement-observer.js';
export { DatabaseSettings, type DatabaseAddress, type DatabaseOptions } from './database.settings.js';

import { Feature, FeatureRegistry, OperationCatalog, settings, Stores } from '@keelson/kernel';
import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { RuntimeModule } from '@keelson/runtime/ports';
import { BackgroundLoops, BackgroundModule } from '@keelson/runtime/ports';
import { TelemetryModule } from '@keelson/runtime/ports';
import { Connections } from './connections.js';
import { DatabaseGauges } from './database-gauges.js';
import { DatabaseSettings } from './database.settings.js';
import { dataSourceOptions } from './data-source-options.js';
import { Database } from './database.js';
import { inspectEngine, type Engine } from './engine.js';
import { migrations, migrationsPoint } from './migrations-point.js';
import { FailureLog } from './failures/failure-log.js';
import { migrate, type MigratedSchema } from './migrator.js';
import { CreateSearchWords1763700000004 } from './migrations/1763700000004-create-search-words.js';
import { CreateScopeCrossings1763700000020 } from './migrations/1763700000020-create-scope-crossings.js';
import { RefoldKeys1763700000090 } from './migrations/1763700000090-refold-keys.js';
import { RetentionRules } from './retention-rules.js';
import { ScopeCrossingLog } from './scope-crossing-log.js';
import { ScopeCrossings } from './scope-crossings.js';
import { ServerClock } from './server-clock.js';
import { SqlDatabase } from './sql-database.js';
import { ScopedStores, TableShapes, UnrecordedStores } from './stores.js';
import { TenantRows } from './tenant-rows.js';

/** The engine as found, and its schema after the migrations. */
interface Schema extends MigratedSchema {
  readonly engine: Engine;
}
const SCHEMA = Symbol('keelson:schema');

/** Finds out what the database is, and brings its schema up to date before anything else connects. */
@Global()
@Module({
  imports: [
    RuntimeModule,
    Feature.declare(
      { points: [migrationsPoint] },
      settings(DatabaseSettings),
      migrations(CreateSearchWords1763700000004, CreateScopeCrossings1763700000020, RefoldKeys1763700000090),
    ),
  ],
  providers: [
    FeatureRegistry,
    OperationCatalog,
    ScopeCrossings,
    FailureLog,
    {
      provide: SCHEMA,
      inject: [DatabaseSettings, FeatureRegistry, ScopeCrossings, FailureLog],
      useFactory: async (
        { options }: DatabaseSettings,
        registry: FeatureRegistry,
        crossings: ScopeCrossings,
        failures: FailureLog,
      ): Promise<Schema> => {
        const engine = await inspectEngine(options);
        return { engine, ...(await migrate(options, engine, registry, { crossings, failures })) };
      },
    },
  ],
  exports: [FeatureRegistry, OperationCatalog, ScopeCrossings, FailureLog, SCHEMA],
})
export class SchemaModule {}

/** The database: pool, gateway, transactions and the scoped stores. */
@Global()
@Module({
  imports: [
    BackgroundModule,
    TelemetryModule,
    SchemaModule,
    TypeOrmModule.forRootAsync({
      imports: [SchemaModule],
      inject: [DatabaseSettings, SCHEMA, FeatureRegistry, ScopeCrossings, FailureLog],
      useFactory: async (
        { options }: DatabaseSettings,
        schema: Schema,
        registry: FeatureRegistry,
        crossings: ScopeCrossings,
        failures: FailureLog,
      ) => ({
        ...(await dataSourceOptions(options, schema, registry, { crossings, failures }, 'application')),
        retryAttempts: 0,
      }),
    }),
  ],
  providers: [
    ServerClock,
    {
      provide: SqlDatabase,
      inject: [DataSource, SCHEMA, ServerClock, DatabaseSettings],
      // Nothing that decides by the clock is made before it is read.
      useFactory: async (
        dataSource: DataSource,
        { engine: { dialect } }: Schema,
        clock: ServerClock,
        { options }: DatabaseSettings,
      ) => {
        const connections = new Connections(dataSource, dialect, options);
        const database = new SqlDatabase(dataSource, dialect, clock, connections);
        await clock.read(database.present);
        return database;
      },
    },
    { provide: Database, useExisting: SqlDatabase },
    {
      provide: TableShapes,
      inject: [FeatureRegistry, SqlDatabase, SCHEMA],
      useFactory: (registry: FeatureRegistry, database: SqlDatabase, { indexes }: Schema) =>
        new TableShapes(registry, database, indexes),
    },
    {
      provide: TenantRows,
      inject: [SqlDatabase, SCHEMA],
      useFactory: (database: SqlDatabase, { tables }: Schema) =>
        new TenantRows(database, tables.tenants.keys()),
    },
    UnrecordedStores,
    ScopedStores,
    { provide: Stores, useExisting: ScopedStores },
    RetentionRules,
    ScopeCrossingLog,
    DatabaseGauges,
  ],
  exports: [
    Database,
    SqlDatabase,
    TableShapes,
    UnrecordedStores,
    ScopedStores,
    Stores,
    RetentionRules,
    ServerClock,
    TenantRows,
    TypeOrmModule,
  ],
})
export class PersistenceModule {
  constructor(database: SqlDatabase, clock: ServerClock, loops: BackgroundLoops) {
    loops.add({
      name: 'server-clock',
      title: 'The database clock check',
      everyMs: 10_000,
      stops: 'last',
      round: () => clock.read(database.present),
    });
  }
}

import { FeatureRegistry, Stores } from '@keelson/kernel';
import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { PLATFORM_OPTIONS, type PlatformOptions } from '../platform-options.js';
import { Database } from './database.js';
import { dataSourceOptions } from './data-source-options.js';
import { inspectEngine, type Engine } from './engine.js';
import { migrate } from './migrator.js';
import { SqlDatabase } from './sql-database.js';
import { ChangeLog } from '../audit/change-log.js';
import { ChangeRecorder } from './change-recorder.js';
import { ScopedStores, TableShapes, UnrecordedStores } from './stores.js';

const ENGINE = Symbol('keelson:engine');

/** Finds out what the database is, and brings its schema up to date before anything else connects. */
@Global()
@Module({
  providers: [
    FeatureRegistry,
    {
      provide: ENGINE,
      inject: [PLATFORM_OPTIONS, FeatureRegistry],
      useFactory: async ({ database }: PlatformOptions, registry: FeatureRegistry): Promise<Engine> => {
        const engine = await inspectEngine(database);
        await migrate(database, engine, registry);
        return engine;
      },
    },
  ],
  exports: [FeatureRegistry, ENGINE],
})
export class SchemaModule {}

/** The database: pool, gateway, transactions and the scoped stores. */
@Global()
@Module({
  imports: [
    SchemaModule,
    TypeOrmModule.forRootAsync({
      imports: [SchemaModule],
      inject: [PLATFORM_OPTIONS, FeatureRegistry, ENGINE],
      useFactory: ({ database }: PlatformOptions, registry: FeatureRegistry, engine: Engine) => ({
        ...dataSourceOptions(database, engine, registry, 'application'),
        retryAttempts: 0,
      }),
    }),
  ],
  providers: [
    {
      provide: SqlDatabase,
      inject: [DataSource, ENGINE],
      useFactory: (dataSource: DataSource, engine: Engine) => new SqlDatabase(dataSource, engine.dialect),
    },
    { provide: Database, useExisting: SqlDatabase },
    TableShapes,
    UnrecordedStores,
    { provide: ChangeRecorder, useClass: ChangeLog },
    ScopedStores,
    { provide: Stores, useExisting: ScopedStores },
  ],
  exports: [Database, SqlDatabase, TableShapes, UnrecordedStores, ScopedStores, Stores, TypeOrmModule],
})
export class PersistenceModule {}

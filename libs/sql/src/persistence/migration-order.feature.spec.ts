import { Feature, FeatureRegistry } from '@keelson/kernel';
import { Logger, Module, type DynamicModule, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { afterEach, beforeEach, expect, inject, it, vi } from 'vitest';
import { createDatabase, openSql, type TestDatabase } from '@keelson/testing/servers';
import { RuntimeSettings } from '@keelson/runtime/ports';
import { DeclaredSettings } from '@keelson/runtime';
import { DatabaseSettings } from './database.settings.js';
import { inspectEngine } from './engine.js';
import { FailureLog } from './failures/failure-log.js';
import { addColumn, column, createTable } from './migration-table.js';
import { migrations, migrationsPoint } from './migrations-point.js';
import { migrate } from './migrator.js';
import { ScopeCrossings } from './scope-crossings.js';

/** Written long before the table that it changes: it is in a package that was installed later. */
class AddHullColor1800000000001 implements MigrationInterface {
  up = (runner: QueryRunner) => addColumn(runner, 'hulls', 'color', column.text(20, { optional: true }));
  down = () => Promise.reject(new Error('forward only'));
}
class CreateHulls1900000000001 implements MigrationInterface {
  up = (runner: QueryRunner) => createTable(runner, 'hulls', { columns: { id: column.id() } });
  down = () => Promise.reject(new Error('forward only'));
}
class CreateSails1850000000001 implements MigrationInterface {
  up = (runner: QueryRunner) => createTable(runner, 'sails', { columns: { id: column.id() } });
  down = () => Promise.reject(new Error('forward only'));
}

const hosting = Feature.declare({ points: [migrationsPoint] });
@Module({ imports: [Feature.declare({}, migrations(CreateHulls1900000000001))] })
class HullsModule {}
@Module({ imports: [HullsModule, Feature.declare({}, migrations(AddHullColor1800000000001))] })
class ColorsModule {}
@Module({ imports: [Feature.declare({}, migrations(CreateSails1850000000001))] })
class SailsModule {}

vi.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
let database: TestDatabase;
beforeEach(async () => {
  database = await createDatabase(inject('engine'), inject('servers'));
});
afterEach(() => database.drop());

/** Applies what an application of these modules has, and answers everything that has been applied, in order. */
async function start(...imports: (Type | DynamicModule)[]): Promise<string[]> {
  const { options } = new DeclaredSettings([RuntimeSettings, DatabaseSettings])
    .read({ DATABASE_URL: database.url })
    .get(DatabaseSettings);
  const module = await Test.createTestingModule({
    imports: [...imports, hosting],
    providers: [FeatureRegistry],
  }).compile();
  await migrate(options, await inspectEngine(options), module.get(FeatureRegistry), {
    crossings: new ScopeCrossings(),
    failures: new FailureLog(),
  });
  const sql = await openSql(inject('engine'), database.url);
  const rows = await sql.query('SELECT name FROM schema_migrations ORDER BY id');
  await sql.end();
  return rows.map((row) => String(row['name']));
}

it('applies those of an imported module first, and otherwise the earlier ones', async () => {
  expect(await start(ColorsModule, SailsModule)).toEqual([
    'CreateSails1850000000001',
    'CreateHulls1900000000001',
    'AddHullColor1800000000001',
  ]);
});

it('applies those of a module that is installed later, however old they are, and no other again', async () => {
  expect(await start(HullsModule)).toEqual(['CreateHulls1900000000001']);
  const all = ['CreateHulls1900000000001', 'CreateSails1850000000001', 'AddHullColor1800000000001'];
  expect(await start(ColorsModule, SailsModule)).toEqual(all);
  expect(await start(ColorsModule, SailsModule)).toEqual(all);
});

it('refuses a migration without a time in its name', async () => {
  class AddMast implements MigrationInterface {
    up = () => Promise.resolve();
    down = () => Promise.resolve();
  }
  await expect(start(moduleOf(AddMast))).rejects.toThrow(
    'The migration "AddMast" of MastModule has no time in its name: end it in 13 digits, milliseconds since 1970, such as CreateOrders1763700200001.',
  );
});

function moduleOf(migration: new () => MigrationInterface): Type {
  @Module({ imports: [Feature.declare({}, migrations(migration))] })
  class MastModule {}
  return MastModule;
}

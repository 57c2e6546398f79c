import type { FeatureRegistry } from '@keelson/kernel';
import { Logger } from '@nestjs/common';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { afterEach, beforeEach, expect, inject, it, vi } from 'vitest';
import { createDatabase, openSql, type SqlSession, type TestDatabase } from '@keelson/testing/servers';
import { RuntimeSettings } from '@keelson/runtime/ports';
import { DeclaredSettings } from '@keelson/runtime';
import { DatabaseSettings } from './database.settings.js';
import { inspectEngine, type DatabaseUnusableError } from './engine.js';
import { FailureLog } from './failures/failure-log.js';
import { column, createTable } from './migration-table.js';
import { migrate } from './migrator.js';
import type { BreakingMigration } from './newer-schema.js';
import { ScopeCrossings } from './scope-crossings.js';

class CreateShelves1900000000001 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return createTable(runner, 'shelves', { columns: { id: column.id() } });
  }
  down = (): Promise<void> => Promise.reject(new Error('forward only'));
}
class AddShelfNames1900000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE shelves ADD COLUMN name varchar(20)');
  }
  down = (): Promise<void> => Promise.reject(new Error('forward only'));
}
class RenameShelves1900000000003 implements BreakingMigration {
  readonly breaksOlderVersions = "the table shelves is called racks now; it's \\ gone";
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE shelves RENAME TO racks');
  }
  down = (): Promise<void> => Promise.reject(new Error('forward only'));
}

const warnings = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
vi.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
let database: TestDatabase;
let sql: SqlSession;

beforeEach(async () => {
  warnings.mockClear();
  database = await createDatabase(inject('engine'), inject('servers'));
  sql = await openSql(inject('engine'), database.url);
});
afterEach(async () => {
  await sql.end();
  await database.drop();
});

async function start(...migrations: (new () => MigrationInterface)[]): Promise<void> {
  const { options } = new DeclaredSettings([RuntimeSettings, DatabaseSettings])
    .read({ DATABASE_URL: database.url })
    .get(DatabaseSettings);
  const registry = {
    entities: [],
    contributions: () => [{ owner: Object, rank: 0, value: migrations }],
    resourceFor: () => undefined,
  } as unknown as FeatureRegistry;
  await migrate(options, await inspectEngine(options), registry, {
    crossings: new ScopeCrossings(),
    failures: new FailureLog(),
  });
}

it('warns an older version of the migrations that it does not know, by name', async () => {
  await start(CreateShelves1900000000001, AddShelfNames1900000000002);
  expect(warnings).not.toHaveBeenCalled();
  await start(CreateShelves1900000000001);
  expect(warnings.mock.calls).toEqual([
    [expect.stringMatching(/this version does not include: AddShelfNames1900000000002\./)],
  ]);
});

it('refuses an older version where a migration says that it must not run, before it changes anything', async () => {
  await start(CreateShelves1900000000001, RenameShelves1900000000003);
  const refusal = await start(CreateShelves1900000000001, AddShelfNames1900000000002).then(
    () => null,
    (error: unknown) => error as DatabaseUnusableError,
  );
  expect(refusal?.name).toBe('DatabaseUnusableError');
  expect(refusal?.message).toContain(
    "the table shelves is called racks now; it's \\ gone (RenameShelves1900000000003)",
  );
  const applied = await sql.query('SELECT name FROM schema_migrations ORDER BY id');
  expect(applied.map(({ name }) => name)).toEqual([
    'CreateShelves1900000000001',
    'RenameShelves1900000000003',
  ]);
  // Who knows it starts as ever.
  warnings.mockClear();
  await start(CreateShelves1900000000001, RenameShelves1900000000003);
  expect(warnings).not.toHaveBeenCalled();
});

it('takes the record of a breaking migration that was never applied for nothing', async () => {
  await start(CreateShelves1900000000001);
  await sql.query(
    "INSERT INTO schema_breaking_migrations (name, reason) VALUES ('DropShelves1900000000009', 'cut off')",
  );
  await start(CreateShelves1900000000001);
  expect(warnings).not.toHaveBeenCalled();
});

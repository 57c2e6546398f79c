import { Feature, FeatureRegistry } from '@keelson/kernel';
import { Logger, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { createDatabase, openSql, type SqlSession, type TestDatabase } from '@keelson/testing/servers';
import { RuntimeSettings } from '@keelson/runtime/ports';
import { DeclaredSettings } from '@keelson/runtime';
import { DatabaseSettings } from './database.settings.js';
import { inspectEngine } from './engine.js';
import { FailureLog } from './failures/failure-log.js';
import { column, createIndex, createTable, createUnique } from './migration-table.js';
import { migrations, migrationsPoint } from './migrations-point.js';
import { migrate } from './migrator.js';
import { ScopeCrossings } from './scope-crossings.js';

class CreateHulls1900000000001 implements MigrationInterface {
  up = (runner: QueryRunner) =>
    createTable(runner, 'hulls', {
      columns: { number: column.integer(), id: column.integer(), color: column.text(20) },
      primary: ['number'],
    });
  down = () => Promise.reject(new Error('forward only'));
}
class IndexHulls1900000000002 implements MigrationInterface {
  async up(runner: QueryRunner) {
    await createIndex(runner, 'hulls', ['color', 'id']);
    await createUnique(runner, 'hulls', ['id', 'color']);
  }
  down = () => Promise.reject(new Error('forward only'));
}

const hosting = Feature.declare({ points: [migrationsPoint] });
@Module({ imports: [Feature.declare({}, migrations(CreateHulls1900000000001))] })
class HullsModule {}
@Module({ imports: [HullsModule, Feature.declare({}, migrations(IndexHulls1900000000002))] })
class IndexedModule {}

vi.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
const engine = inject('engine');
let database: TestDatabase;
let sql: SqlSession;
let holder: SqlSession;
beforeEach(async () => {
  database = await createDatabase(engine, inject('servers'));
  [sql, holder] = [await openSql(engine, database.url), await openSql(engine, database.url)];
});
afterEach(async () => {
  await Promise.all([sql.end(), holder.end()]);
  await database.drop();
});

async function start(module: Type): Promise<void> {
  const { options } = new DeclaredSettings([RuntimeSettings, DatabaseSettings])
    .read({ DATABASE_URL: database.url })
    .get(DatabaseSettings);
  const testing = await Test.createTestingModule({
    imports: [module, hosting],
    providers: [FeatureRegistry],
  }).compile();
  await migrate(options, await inspectEngine(options), testing.get(FeatureRegistry), {
    crossings: new ScopeCrossings(),
    failures: new FailureLog(),
  });
}

/** Sessions that build an index right now. */
const building = () =>
  sql.query(
    engine === 'mysql'
      ? "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'CREATE%INDEX%'"
      : "SELECT pid AS id FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE%INDEX%' AND state = 'active' AND pid <> pg_backend_pid()",
  );
const isBuilding = () =>
  vi.waitFor(
    async () => {
      const sessions = await building();
      expect(sessions).not.toEqual([]);
      return sessions;
    },
    { timeout: 20_000, interval: 20 },
  );
/** The indexes of the table that reads use, each with the number of its columns. */
const indexes = async () => {
  const rows = await sql.query(
    engine === 'mysql'
      ? "SELECT index_name AS name, COUNT(*) AS n FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'hulls' AND index_name <> 'PRIMARY' GROUP BY index_name"
      : "SELECT c.relname AS name, i.indnatts AS n FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = 'hulls'::regclass AND i.indisvalid AND NOT i.indisprimary",
  );
  return Object.fromEntries(rows.map(({ name, n }) => [name, Number(n)]));
};
const both = { ix_hulls__color__id: 2, uq_hulls__id__color: 2 };
const left = () => sql.query('SELECT name FROM schema_index_builds');
let written = 0;
const write = (session: SqlSession, id: number) =>
  session.query('INSERT INTO hulls (number, id, color) VALUES (?, ?, ?)', [(written += 1), id, 'red']);

describe('An index that a migration adds to a table with rows', () => {
  beforeEach(async () => {
    await start(HullsModule);
    await write(sql, 1);
    // A transaction that has written the table, and stays open.
    await holder.query('BEGIN');
    await write(holder, 2);
  });

  it('is built while others write the table', async () => {
    let isOver = false;
    const started = start(IndexedModule).finally(() => (isOver = true));
    await isBuilding();
    // Would wait for the build, which waits for the open transaction.
    for (let id = 3; id < 8; id += 1) await write(sql, id);
    expect(isOver).toBe(false);
    await holder.query('COMMIT');
    await started;
    expect(await indexes()).toEqual(both);
    expect(await left()).toEqual([]);
    expect(await sql.query('SELECT id FROM hulls ORDER BY id')).toHaveLength(7);
  });

  it('is built at the next start when the build was cut off', async () => {
    const started = start(IndexedModule).then(
      () => 'started',
      () => 'failed',
    );
    for (const { id } of await isBuilding())
      await sql.query(
        engine === 'mysql' ? `KILL ${Number(id)}` : `SELECT pg_terminate_backend(${Number(id)})`,
      );
    expect(await started).toBe('failed');
    expect(await indexes()).toEqual({});
    expect(await left()).not.toEqual([]);
    await holder.query('COMMIT');
    await start(IndexedModule);
    expect(await indexes()).toEqual(both);
    expect(await left()).toEqual([]);
  });

  it('is built by one process while another waits to migrate', async () => {
    const started = start(IndexedModule);
    await isBuilding();
    const other = start(IndexedModule);
    await holder.query('COMMIT');
    await Promise.all([started, other]);
    expect(await indexes()).toEqual(both);
  });

  it('names the index that cannot be built, and builds it once the cause is gone', async () => {
    await holder.query('COMMIT');
    await write(sql, 1);
    await expect(start(IndexedModule)).rejects.toThrow(
      /The index uq_hulls__id__color on hulls cannot be built/,
    );
    await sql.query('DELETE FROM hulls WHERE id = 1');
    await start(IndexedModule);
    expect(await indexes()).toEqual(both);
  });
});

it('is built at once on a table without rows', async () => {
  await start(IndexedModule);
  expect(await indexes()).toEqual(both);
  expect(await left()).toEqual([]);
});

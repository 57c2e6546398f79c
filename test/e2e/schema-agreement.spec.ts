import { acrossOrganizations, FeatureRegistry } from '@keelson/kernel';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { tableNameOf } from '../../libs/sql/src/persistence/entity-schema.js';
import { startApp, type TestApp } from '../support/app.js';
import { BerthsModule } from '../support/features/berths/index.js';
import { guideModules } from '../support/features/guide.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { createDatabase, openSql, type SqlSession, type TestDatabase } from '@keelson/testing/servers';

describe('The migrated schema', () => {
  let app: TestApp;
  let database: DataSource;
  let empty: TestDatabase;

  beforeAll(async () => {
    // Every migration is applied here; other files start from a copy.
    empty = await createDatabase(inject('engine'), inject('servers'));
    app = await startApp({ databaseUrl: empty.url, modules: [...guideModules, BerthsModule] });
    database = app.get(DataSource);
  });
  afterAll(async () => {
    await app.close();
    await empty.drop();
  });

  it('is what the databases of other tests are copies of', async () => {
    const copy = await createMigratedDatabase(inject('engine'), inject('servers'));
    const [copied, migrated] = await Promise.all([tablesOf(copy.url), tablesOf(app.databaseUrl)]);
    await copy.drop();
    expect([...copied.keys()]).toEqual(
      expect.arrayContaining(['organizations', 'users', 'schema_migrations']),
    );
    for (const [table, description] of copied) expect(description, table).toEqual(migrated.get(table));
  });

  it('is the one that the entities want: nothing is left to generate', async () => {
    const { upQueries } = await acrossOrganizations('compares entities and tables', () =>
      database.driver.createSchemaBuilder().log(),
    );
    const missing = upQueries.map(({ query }) => `${query};`);
    expect(
      missing,
      `Entities and migrations disagree. Write a migration that does this, in the portable words of createTable and createIndex:\n${missing.join('\n')}\n`,
    ).toEqual([]);
  });

  it('says of every row of a tenant whose it is', async () => {
    const tenants = app
      .get(FeatureRegistry)
      .entities.filter(({ tenancy }) => tenancy !== 'system')
      .map(({ entity, tenancy }) => ({
        table: tableNameOf(entity),
        column: tenancy === 'user' ? 'user_id' : 'organization_id',
      }));
    expect(tenants.map(({ table }) => table)).toEqual(
      expect.arrayContaining(['audit_entries', 'outbox_events', 'memberships']),
    );
    const columns = await columnsOf(database);
    const nullable = tenants.filter(({ table, column }) => columns.get(`${table}.${column}`) !== 'NO');
    expect(
      nullable,
      'These tables of tenants lack the column that says whose a row is, or let it be null: begin their columns with rowColumns(…).',
    ).toEqual([]);
  });

  it('keeps lists of a tenant by an index that begins with the tenant, for every declared order', async () => {
    const indexes = await indexesOf(database);
    const missing = app.get(FeatureRegistry).resources.flatMap(({ entity, tenancy, list, reach }) => {
      const table = tableNameOf(entity);
      const ofTenancy = { organization: ['organization_id'], user: ['user_id'], system: [] }[tenancy];
      const tenant = reach === 'all' ? [] : ofTenancy;
      return (list?.sort ?? [])
        .map(({ name }) => [...tenant, snakeCase(name), 'id'].join())
        .filter((wanted) => !indexes.has(`${table}: ${wanted}`))
        .map((wanted) => `${table} (${wanted})`);
    });
    expect(missing, 'These orders of a list have no index: use listIndexes({ … }) in the migration.').toEqual(
      [],
    );
  });
});

/** Columns and indexes of each table, as the server describes them. */
async function tablesOf(url: string): Promise<Map<string, readonly string[]>> {
  const sql = await openSql(inject('engine'), url);
  const texts =
    inject('engine') === 'postgres' ? await describedByPostgres(sql) : await describedByMysql(sql);
  await sql.end();
  const tables = new Map<string, string[]>();
  for (const { table, text } of texts) tables.set(table, [...(tables.get(table) ?? []), text].sort());
  return tables;
}

async function describedByPostgres(sql: SqlSession): Promise<{ table: string; text: string }[]> {
  const columns = await sql.query(
    "SELECT table_name AS name, CONCAT_WS(' ', column_name, data_type, character_maximum_length, is_nullable, column_default, collation_name) AS text FROM information_schema.columns WHERE table_schema = 'public'",
  );
  const indexes = await sql.query(
    "SELECT tablename AS name, indexdef AS text FROM pg_indexes WHERE schemaname = 'public'",
  );
  return [...columns, ...indexes].map(({ name, text }) => ({ table: String(name), text: String(text) }));
}

async function describedByMysql(sql: SqlSession): Promise<{ table: string; text: string }[]> {
  const tables = await sql.query(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
  );
  const texts: { table: string; text: string }[] = [];
  for (const { name } of tables) {
    const [shown] = await sql.query(`SHOW CREATE TABLE ${String(name)}`);
    // Where counting goes on is a matter of rows.
    const text = String(shown?.['Create Table']).replace(/ AUTO_INCREMENT=\d+/, '');
    texts.push({ table: String(name), text });
  }
  return texts;
}

/** `table.column` with YES or NO: may it be null? */
async function columnsOf(database: DataSource): Promise<Map<string, string>> {
  const rows = await ask<{ place: string; nullable: string }>(
    database,
    `SELECT CONCAT(table_name, '.', column_name) AS place, is_nullable AS nullable FROM information_schema.columns WHERE table_schema = ${schemaOf(database)}`,
  );
  return new Map(rows.map(({ place, nullable }) => [place, nullable]));
}

/** `table: column,column` of each index. */
async function indexesOf(database: DataSource): Promise<Set<string>> {
  const rows = await ask<{ place: string }>(
    database,
    database.options.type === 'postgres'
      ? `SELECT CONCAT(tablename, ': ', replace(substring(indexdef from '[(](.*)[)]'), ', ', ',')) AS place FROM pg_indexes WHERE schemaname = 'public'`
      : `SELECT CONCAT(table_name, ': ', GROUP_CONCAT(column_name ORDER BY seq_in_index)) AS place FROM information_schema.statistics WHERE table_schema = DATABASE() GROUP BY table_name, index_name`,
  );
  return new Set(rows.map(({ place }) => place));
}

function ask<R>(database: DataSource, sql: string): Promise<R[]> {
  return acrossOrganizations('reads the catalog of the database', () => database.query<R[]>(sql));
}

function schemaOf(database: DataSource): string {
  return database.options.type === 'postgres' ? "'public'" : 'DATABASE()';
}

function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

import { acrossOrganizations, FeatureRegistry } from '@keelson/kernel';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tableNameOf } from '../../libs/platform/src/persistence/entity-schema.js';
import { startApp, type TestApp } from '../support/app.js';
import { BerthsModule } from '../support/features/berths/index.js';
import { TicketsModule } from '../support/features/tickets/index.js';

describe('The migrated schema', () => {
  let app: TestApp;
  let database: DataSource;

  beforeAll(async () => {
    app = await startApp({ modules: [TicketsModule, BerthsModule] });
    database = app.get(DataSource);
  });
  afterAll(() => app.close());

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
    const missing = app.get(FeatureRegistry).resources.flatMap(({ entity, tenancy, list }) => {
      const table = tableNameOf(entity);
      const tenant = { organization: ['organization_id'], user: ['user_id'], system: [] }[tenancy];
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
  return acrossOrganizations('reads the catalogue of the database', () => database.query<R[]>(sql));
}

function schemaOf(database: DataSource): string {
  return database.options.type === 'postgres' ? "'public'" : 'DATABASE()';
}

function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

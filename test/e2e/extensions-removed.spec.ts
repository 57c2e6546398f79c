import { extend, extensions, Feature, Integer, type ConcreteType } from '@keelson/kernel';
import { DatabaseSettings, loadSettings, migrations, runCommandLine } from '@keelson/platform';
import { Module, type Type } from '@nestjs/common';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MigrationInterface } from 'typeorm';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { AppModule } from '../../src/app.module.js';
import { CatalogModule, Product } from '../../src/features/catalog/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { LoyaltyModule } from '../support/features/loyalty/index.js';
import { refusedBoot } from '../support/refused-boot.js';
import { createDatabase, type TestDatabase } from '@keelson/testing/servers';
import { openSql } from '@keelson/testing/servers';

let database: TestDatabase;
let folder: string;
let productId: string;
let owner: { readonly email: string; readonly password: string };

beforeAll(async () => {
  database = await createDatabase(inject('engine'), inject('servers'));
  // Within the project, so that what is written there finds the packages.
  folder = await mkdtemp(join(process.cwd(), 'test', 'removed-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.drop();
});

/** An application with these modules on the database, for as long as `work` takes. */
async function within(modules: readonly Type[], work: (app: TestApp) => Promise<void>): Promise<void> {
  const app = await startApp({ databaseUrl: database.url, modules });
  try {
    await work(app);
  } finally {
    await app.close();
  }
}

async function unusedColumns(root: Type, ...typed: string[]) {
  const output: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output.push(String(text));
    return true;
  });
  try {
    const settings = await loadSettings(root, {
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      REDIS_URL: 'redis://127.0.0.1:1/0',
    });
    const code = await runCommandLine(['unused-columns', ...typed], {
      name: 'keelson',
      root,
      settings: () => Promise.resolve(settings),
      database: () => Promise.resolve(settings.get(DatabaseSettings).options),
      services: () => Promise.reject(new Error('The command needs no services.')),
    });
    expect(code).toBe(0);
    return output.join('');
  } finally {
    write.mockRestore();
  }
}

@Module({ imports: [AppModule, LoyaltyModule] })
class ExtendedModule {}

it('An installed extension leaves no column unused', async () => {
  await within([LoyaltyModule], async (app) => {
    const ada = await app.signUp();
    owner = ada;
    const body = {
      sku: 'ROPE',
      name: 'Rope',
      price: 1,
      currency: 'EUR',
      stock: 1,
      shippingHandling: 'fragile',
    };
    const created = await ada.post('/v1/products', body);
    expect(created, created.text).toMatchObject({ status: 201, json: { shippingHandling: 'fragile' } });
    productId = created.json.id as string;
  });
  expect(await unusedColumns(ExtendedModule)).toBe(
    'Every column belongs to a field of an imported module.\n',
  );
});

it('A removed extension leaves its columns, and nothing reads them or fails for them', async () => {
  await within([], async (app) => {
    const grace = await app.signUp();
    expect((await grace.get('/v1/me')).json.user).not.toHaveProperty('loyaltyTier');
    const created = await grace.post('/v1/products', {
      sku: 'NEW',
      name: 'New',
      price: 1,
      currency: 'EUR',
      stock: 1,
    });
    expect(created.status, created.text).toBe(201);
    expect(created.json).not.toHaveProperty('shippingHandling');
    expect((await grace.patch(`/v1/products/${created.json.id}`, { price: 2 })).status).toBe(200);
    const refused = await grace.patch(`/v1/products/${created.json.id}`, { shippingWeight: 2 });
    expect(refused).toMatchObject({ status: 400, json: { errors: [{ pointer: '/shippingWeight' }] } });
  });
});

it('An extension that is installed again finds its values, and defaults in rows of the meantime', async () => {
  await within([LoyaltyModule], async (app) => {
    const answer = await app.http('POST', '/v1/auth/token', {
      body: { grant_type: 'password', username: owner.email, password: owner.password },
    });
    const token = answer.json.access_token as string;
    expect((await app.http('GET', `/v1/products/${productId}`, { token })).json).toMatchObject({
      shippingHandling: 'fragile',
    });
    const grace = await app.signUp();
    expect((await grace.get('/v1/me')).json.user).toMatchObject({ loyaltyTier: 'basic' });
  });
});

it('An extension without its migration, or whose column has no default, is refused by name', async () => {
  class Wrapping {
    @Integer({ max: 9, fallback: 2 })
    layers!: number;
  }
  @Module({
    imports: [CatalogModule, Feature.declare({}, extensions(extend(Product, 'wrapping', Wrapping, {})))],
  })
  class WrappingModule {}
  await within([], async (app) => {
    expect(await refusedBoot(app, WrappingModule)).toMatch(
      /Entities and migrations disagree: "products" has no column for Product\.wrappingLayers \(wrapping_layers: column\.integer\(\{ default: 2 \}\)\).*addColumn/,
    );
    const sql = await openSql(inject('engine'), app.databaseUrl);
    await sql.query('ALTER TABLE products ADD COLUMN wrapping_layers integer DEFAULT 2 NOT NULL');
    await sql.query('ALTER TABLE products ALTER COLUMN wrapping_layers DROP DEFAULT');
    const refusal = await refusedBoot(app, WrappingModule);
    await sql.query('ALTER TABLE products DROP COLUMN wrapping_layers');
    await sql.end();
    expect(refusal).toContain(
      '"products.wrapping_layers" has no default, but Product.wrappingLayers declares one',
    );
  });
});

it('A command lists its columns, and writes the migration that drops them', async () => {
  const listed = JSON.parse(await unusedColumns(AppModule, '--json')) as {
    columns: { table: string; column: string }[];
    sql: string[];
  };
  const names = listed.columns.map(({ table, column }) => `${table}.${column}`).sort();
  expect(names).toEqual([
    'memberships.payroll_cost_center',
    'products.shipping_barcode',
    'products.shipping_barcode_key',
    'products.shipping_contact',
    'products.shipping_gate_code',
    'products.shipping_handling',
    'products.shipping_packer_id',
    'products.shipping_priority',
    'products.shipping_weight',
    'users.loyalty_card_name',
    'users.loyalty_gold_since',
    'users.loyalty_offers',
    'users.loyalty_phone',
    'users.loyalty_tier',
  ]);
  const sql = listed.sql.join('\n');
  expect(sql).toMatch(/DROP INDEX .*uq_products__organization_id__shipping_barcode_key/);
  expect(sql).toMatch(/ALTER TABLE .?users.? DROP COLUMN .?loyalty_tier/);
  expect(await unusedColumns(AppModule)).toContain('loyalty_card_name');

  const file = join(folder, '1770000000009-drop-loyalty.ts');
  await expect(unusedColumns(AppModule, '--migration', join(folder, 'drop.ts'))).rejects.toThrow(
    '--migration takes a file named by its time and purpose',
  );
  expect(await unusedColumns(AppModule, '--migration', file)).toContain(
    'drop-loyalty.ts: add DropLoyalty1770000000009 to migrations(…).',
  );
  await expect(unusedColumns(AppModule, '--migration', file)).rejects.toThrow('could not be written');
  expect(await readFile(file, 'utf8')).toContain('implements BreakingMigration');

  const written = (await import(pathToFileURL(file).href)) as Record<
    string,
    ConcreteType<MigrationInterface>
  >;
  const Drop = written['DropLoyalty1770000000009'] as ConcreteType<MigrationInterface>;
  @Module({ imports: [CatalogModule, Feature.declare({}, migrations(Drop))] })
  class CleanedModule {}
  await within([CleanedModule], async (app) => {
    expect(await unusedColumns(AppModule)).toContain('Every column belongs to a field');
    const ada = await app.signUp();
    const body = { sku: 'LAST', name: 'Last', price: 1, currency: 'EUR', stock: 1 };
    expect((await ada.post('/v1/products', body)).status).toBe(201);
    // Its migrations have run, and do not run again.
    expect(await refusedBoot(app, CleanedModule, LoyaltyModule)).toContain(
      '"users" has no column for User.loyaltyTier (loyalty_tier: column.oneOf(16, { default: \'basic\' }))',
    );
  });
});

it('The SQL that the command prints drops columns with their indexes, as it stands', async () => {
  const sql = await openSql(inject('engine'), database.url);
  try {
    for (const statement of [
      'ALTER TABLE products ADD COLUMN relic_code varchar(20)',
      'ALTER TABLE products ADD COLUMN relic_place varchar(20)',
      'CREATE INDEX ix_products__relic ON products (organization_id, relic_code, relic_place)',
      'CREATE UNIQUE INDEX uq_products__relic ON products (relic_place)',
      'ALTER TABLE users ADD COLUMN relic_since varchar(20)',
    ])
      await sql.query(statement);
    const printed = (await unusedColumns(AppModule)).split('\n');
    const statements = printed.filter((line) => line.endsWith(';'));
    expect(statements).toHaveLength(5);
    for (const statement of statements) await sql.query(statement);
  } finally {
    await sql.end();
  }
  expect(await unusedColumns(AppModule)).toContain('Every column belongs to a field');
});

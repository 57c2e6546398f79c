import { asOrganization } from '@keelson/kernel';
import {
  atMost,
  atMostOne,
  compileInvariant,
  counts,
  Database,
  DatabaseSettings,
  follows,
  loadSettings,
  noOverlap,
  notBy,
  runCommandLine,
  sums,
  type StoredInvariant,
} from '@keelson/platform';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { AppModule } from '../../src/app.module.js';
import { Product } from '../../src/features/catalog/index.js';
import { Reorder } from '../../src/features/catalog/reorder.entity.js';
import { startApp, type SignedIn, type TestApp } from '../support/app.js';
import { draft, sell } from '../support/shop.js';
import { openSql } from '@keelson/testing/servers';

let app: TestApp;
let ada: SignedIn;
let product: string;

beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp();
  product = await sell(ada, { stock: 2, price: 2 });
});
afterAll(() => app.close());

/** Through the statement gateway, as an application would send it. */
function broken(invariant: StoredInvariant, organizationId = ada.organizationId) {
  const { sql, values } = compileInvariant(invariant, inject('engine'));
  return asOrganization(organizationId, () =>
    app.get(Database).read<{ id: string; actual: unknown; expected: unknown }>(sql, values(organizationId)),
  );
}

async function reorder(): Promise<string> {
  return (await ada.post('/v1/reorders', { productId: product })).json.id as string;
}

describe('The statement of an invariant', () => {
  it('finds parents with too many children, and counts those that the condition names', async () => {
    const first = await reorder();
    const oneEach = atMost(Reorder, 'productId', Product, 1);
    const openEach = atMost(Reorder, 'productId', Product, 'stock', { where: { status: 'open' } });
    expect(await broken(oneEach)).toEqual([]);
    expect(await broken(counts(Product, 'stock', Reorder, 'productId'))).toMatchObject([{ id: product }]);
    await reorder();
    expect(await broken(oneEach)).toMatchObject([{ id: product }]);
    expect(await broken(openEach)).toEqual([]);
    expect(await broken(counts(Product, 'stock', Reorder, 'productId'))).toEqual([]);
    await reorder();
    const [found] = await broken(openEach);
    expect([found?.id, Number(found?.actual), Number(found?.expected)]).toEqual([product, 3, 2]);
    await ada.post(`/v1/reorders/${first}/settle`);
    expect(await broken(openEach)).toEqual([]);
  });

  it('finds two rows that should be one, once', async () => {
    expect(await broken(atMostOne(Reorder, ['productId'], { where: { status: 'open' } }))).toHaveLength(1);
    expect(await broken(atMostOne(Reorder, ['productId'], { where: { status: 'settled' } }))).toEqual([]);
    // From the creation to the last change: the settled one alone has both moments apart.
    expect(await broken(noOverlap(Reorder, ['productId'], 'createdAt', 'createdAt'))).toEqual([]);
  });

  it('finds sums and copies that differ from what they follow', async () => {
    // Each of three reorders is of version 1, but for the settled one.
    expect(await broken(sums(Product, 'price', Reorder, 'productId', 'version'))).toMatchObject([
      { id: product },
    ]);
    await ada.patch(`/v1/products/${product}`, { price: 4 });
    expect(await broken(sums(Product, 'price', Reorder, 'productId', 'version'))).toEqual([]);
    expect(await broken(follows(Reorder, 'status', 'productId', Product, 'sku'))).toHaveLength(3);
    expect(await broken(follows(Reorder, 'organizationId', 'productId', Product, 'organizationId'))).toEqual(
      [],
    );
  });

  it('finds fields that name the same person, where both are set', async () => {
    expect(await broken(notBy(Product, 'updatedById', 'createdById'))).toMatchObject([{ id: product }]);
    expect(await broken(notBy(Product, 'id', 'createdById'))).toEqual([]);
  });

  it('sees no row of another organization', async () => {
    const eve = await app.signUp();
    expect(await broken(atMost(Reorder, 'productId', Product, 0), eve.organizationId)).toEqual([]);
  });
});

describe('keelson check', () => {
  /** What it prints, and its exit code. */
  async function check(...typed: string[]) {
    const output: string[] = [];
    const write = vi
      .spyOn(process.stdout, 'write')
      .mockImplementation((text) => output.push(String(text)) > 0);
    try {
      const settings = await loadSettings(AppModule, {
        NODE_ENV: 'test',
        DATABASE_URL: app.databaseUrl,
        REDIS_URL: 'redis://127.0.0.1:1/0',
      });
      const code = await runCommandLine(['check', ...typed], {
        name: 'keelson',
        root: AppModule,
        settings: () => Promise.resolve(settings),
        database: () => Promise.resolve(settings.get(DatabaseSettings).options),
        services: () => Promise.reject(new Error('The command needs no services.')),
      });
      return { code, text: output.join('') };
    } finally {
      write.mockRestore();
    }
  }

  it('says that all invariants hold, and names the rows of an organization that break one', async () => {
    expect(await check()).toMatchObject({
      code: 0,
      text: expect.stringMatching(/invariants in \d+ organizations: all hold\.$/m),
    });
    const sound = await draft(ada, { productId: product, quantity: 1 });
    const wrong = await draft(ada, { productId: product, quantity: 2 });
    const sql = await openSql(inject('engine'), app.databaseUrl);
    await sql.query('UPDATE orders SET total = total + 1 WHERE id = ?', [wrong]);
    await sql.end();
    const { code, text } = await check('--organization', ada.organizationId);
    expect(code).toBe(3);
    expect(text).toContain(
      `organization ${ada.organizationId}, row ${wrong} (for each Order: the total is the sum of the lines)`,
    );
    expect(text).not.toContain(sound);
    expect((await check('--organization', (await app.signUp()).organizationId)).code).toBe(0);
  });
});

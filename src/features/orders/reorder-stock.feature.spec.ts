import { asOrganization } from '@keelson/kernel';
import { Database } from '@keelson/platform';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { Reorders } from '../catalog/index.js';

let app: TestApp;
let ada: SignedIn;
beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp();
});
afterAll(() => app.close());

it('has a product bought again, once, when placed orders leave few of it', async () => {
  const [plenty, few] = [await product(20), await product(6)];
  await place([plenty, few], 1);
  await place([plenty, few], 1);
  await vi.waitFor(async () => expect(await open()).toEqual([few]), { timeout: 20_000 });
  await ada.post(`/v1/reorders/${(await list())[0]?.id}/settle`);
  await place([plenty, few], 1);
  await vi.waitFor(async () => expect(await open()).toEqual([few]), { timeout: 20_000 });
  expect((await list()).map(({ status }) => status)).toEqual(['open', 'settled']);
  const audit = await ada.get('/v1/audit-entries?filter[action]=orders.reorder-stock');
  expect(audit.json.data[0]).toMatchObject({ kind: 'created', subjectType: 'reorder', actorId: ada.userId });
});

it('begins to buy at five, and not at six', async () => {
  const [six, five] = [await product(7), await product(6)];
  await place([six, five], 1);
  await vi.waitFor(async () => expect(await open()).toContain(five), { timeout: 20_000 });
  expect(await open()).not.toContain(six);
});

it('opens one reorder, however many look at the product at once', async () => {
  const few = await product(3);
  const look = () =>
    asOrganization(ada.organizationId, () =>
      app.get(Database).transaction(() => app.get(Reorders).ofLow([few])),
    );
  await Promise.all(Array.from({ length: 8 }, look));
  expect((await open()).filter((id) => id === few)).toEqual([few]);
});

async function product(stock: number): Promise<string> {
  const sku = randomBytes(8).toString('hex');
  const { json } = await ada.post('/v1/products', { sku, name: sku, price: 100, currency: 'EUR', stock });
  await ada.post(`/v1/products/${json.id}/publish`);
  return json.id as string;
}

async function place(productIds: readonly string[], quantity: number): Promise<void> {
  const lines = productIds.map((productId) => ({ productId, quantity }));
  const { json } = await ada.post('/v1/orders', { buyerEmail: 'eve@example.com', lines });
  expect((await ada.post(`/v1/orders/${json.id}/place`)).status).toBe(200);
}

async function list(): Promise<{ id: string; productId: string; status: string }[]> {
  return (await ada.get('/v1/reorders')).json.data;
}

async function open(): Promise<string[]> {
  return (await list()).filter(({ status }) => status === 'open').map(({ productId }) => productId);
}

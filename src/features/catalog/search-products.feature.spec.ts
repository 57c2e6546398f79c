import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../test/support/app.js';

let app: TestApp;
let ada: SignedIn;
const names = async (query: string, who = ada): Promise<string[]> => {
  const answer = await who.get(`/v1/products?sort=name&limit=2&${query}`);
  expect(answer.status).toBe(200);
  return (answer.json.data as { name: string }[]).map((product) => product.name);
};

beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp();
  const rows = [
    ['ROPE-12', 'Mooring rope', 'Polyester, three strands'],
    ['ROPE-8', 'Café awning rope', null],
    ['LAMP', 'Riding light', 'Hangs from a rope'],
  ];
  for (const [sku, name, description] of rows)
    await ada.post('/v1/products', { sku, name, description, price: 1, currency: 'EUR', stock: 1 });
});
afterAll(() => app.close());

it('finds words by their beginnings, whatever their case and accents, in every searched field', async () => {
  expect(await names('q=MOOR')).toEqual(['Mooring rope']);
  expect(await names('q=cafe')).toEqual(['Café awning rope']);
  expect(await names('q=hangs')).toEqual(['Riding light']);
  expect(await names('q=oring')).toEqual([]);
});

it('wants every word, and goes with filters, pages and counts', async () => {
  expect(await names('q=rope+12')).toEqual(['Mooring rope']);
  const first = (await ada.get('/v1/products?q=rope&sort=name&limit=2&count=true')).json;
  expect(first.page).toMatchObject({ count: 3, countIsExact: true });
  const second = (await ada.get(`/v1/products?q=rope&sort=name&limit=2&cursor=${first.page.next}`)).json;
  expect([...first.data, ...second.data].map((product) => product.name)).toEqual([
    'Café awning rope',
    'Mooring rope',
    'Riding light',
  ]);
  expect(await names('q=rope&filter[status]=published')).toEqual([]);
});

it('follows a change, and finds nothing of another organization', async () => {
  const [lamp] = (await ada.get('/v1/products?q=lamp')).json.data;
  await ada.patch(`/v1/products/${lamp.id}`, { name: 'Anchor light', description: null });
  expect(await names('q=hangs')).toEqual([]);
  expect(await names('q=anch')).toEqual(['Anchor light']);
  expect(await names('q=rope', await app.signUp())).toEqual([]);
});

it('refuses what holds no word', async () => {
  expect(await ada.get('/v1/products?q=%2B%2B')).toMatchObject({
    status: 400,
    json: { errors: [{ parameter: 'q' }] },
  });
  expect(await ada.get('/v1/orders?q=x')).toMatchObject({
    status: 400,
    json: { errors: [{ parameter: 'q' }] },
  });
});

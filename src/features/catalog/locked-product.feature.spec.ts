import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { startApp, type Answer, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { draft, sell, stockOf, tally } from '../../../test/support/shop.js';
import { openSql, type SqlSession } from '@keelson/testing/servers';

// One row that another client keeps locked: its writers are refused, and nobody else notices.
const engine = inject('engine');
let app: TestApp;
let owner: SignedIn;
let neighbors: readonly SignedIn[];
let other: SqlSession;

beforeAll(async () => {
  app = await startApp({ environment: { DATABASE_POOL_SIZE: '10', REQUEST_DEADLINE_MS: '6000' } });
  owner = await app.signUp();
  neighbors = [await app.signUp(), await app.signUp()];
  other = await openSql(engine, app.databaseUrl);
});
afterAll(async () => {
  await other.end();
  await app.close();
});

async function locked(product: string, work: () => Promise<void>): Promise<void> {
  await other.query('BEGIN');
  await other.query('SELECT id FROM products WHERE id = ? FOR UPDATE', [product]);
  try {
    await work();
  } finally {
    await other.query('ROLLBACK');
  }
}

/** Reads of the other organizations, one after the other, until `done`. */
async function readOn(done: Promise<unknown>): Promise<Answer[]> {
  const answers: Answer[] = [];
  let on = true;
  void done.finally(() => (on = false));
  const read = async (neighbor: SignedIn) => {
    while (on) answers.push(await neighbor.get('/v1/products?limit=1'));
  };
  await Promise.all(neighbors.map(read));
  return answers;
}

async function expectRefused(writers: readonly Promise<Answer>[]): Promise<void> {
  const reads = await readOn(Promise.all(writers));
  const answers = await Promise.all(writers);
  for (const { status, text, headers } of answers) {
    expect(status, text).toBe(503);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  }
  expect(tally(reads)).toEqual({ '200': reads.length });
  expect(reads.length).toBeGreaterThan(0);
}

it('refuses its fifty writers, while other organizations are served', async () => {
  const product = await sell(owner);
  await locked(product, () =>
    expectRefused(
      Array.from({ length: 50 }, (_, n) => owner.patch(`/v1/products/${product}`, { price: n + 1 })),
    ),
  );
  await vi.waitFor(async () =>
    expect((await owner.patch(`/v1/products/${product}`, { price: 7 })).status).toBe(200),
  );
  expect((await owner.get(`/v1/products/${product}`)).json).toMatchObject({ price: 7, version: 3 });
});

it('refuses those who lock it along with other rows, and takes nothing of those', async () => {
  const [free, stuck] = [await sell(owner, { stock: 100 }), await sell(owner, { stock: 100 })];
  const orders: string[] = [];
  for (let n = 0; n < 8; n += 1)
    orders.push(await draft(owner, { productId: free, quantity: 1 }, { productId: stuck, quantity: 1 }));
  const place = (id: string) =>
    owner.post(`/v1/orders/${id}/place`, undefined, { 'idempotency-key': `place-${id}` });
  await locked(stuck, () => expectRefused(orders.map(place)));
  // With the same key: it is free again at once, and not only when its lease is over.
  for (const id of orders) expect((await place(id)).status).toBe(200);
  expect([await stockOf(owner, free), await stockOf(owner, stuck)]).toEqual([92, 92]);
});

import { asOrganization } from '@keelson/kernel';
import { Database } from '@keelson/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn, startApp, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { draft, place, sell, stockOf, tally } from '../../../test/support/shop.js';

let first: TestApp;
let second: TestApp;
let owner: SignedIn;
/** The same owner, by way of the second instance. */
let elsewhere: SignedIn;

beforeAll(async () => {
  // How long 100 requests at once take is the machine's; what they come to is ours.
  const environment = { REQUEST_DEADLINE_MS: '120000' };
  first = await startApp({ environment });
  second = await startApp({ databaseUrl: first.databaseUrl, environment });
  owner = await first.signUp();
  elsewhere = await signIn(second.http, owner.email, owner.password);
});
afterAll(async () => {
  await second.close();
  await first.close();
});

const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));
const act = (who: SignedIn, id: string, verb: string) => who.post(`/v1/orders/${id}/${verb}`);

/** How many rows of a log were written about these aggregates, by what they say. */
async function counted(
  table: 'outbox_events' | 'audit_entries',
  says: string,
  subject: string,
  ids: readonly string[],
): Promise<Record<string, number>> {
  const marks = ids.map(() => '?').join(', ');
  const rows = await asOrganization(owner.organizationId, () =>
    first
      .get(Database)
      .read<{ what: string; times: number | string }>(
        `SELECT ${says} AS what, COUNT(*) AS times FROM ${table} WHERE organization_id = ? AND ${subject} IN (${marks}) GROUP BY ${says}`,
        [owner.organizationId, ...ids],
      ),
  );
  return Object.fromEntries(rows.map(({ what, times: count }) => [what, Number(count)]));
}

const events = (ids: readonly string[]) => counted('outbox_events', 'type', 'aggregate_id', ids);
const audit = (ids: readonly string[]) => counted('audit_entries', 'action', 'subject_id', ids);

describe('100 placings of the last 25, at the same time', () => {
  it('sell 25, and refuse 75 by name; nothing is written for those', async () => {
    const product = await sell(owner, { stock: 25 });
    const orders = await times(100, () => draft(owner, product));
    const answers = await times(100, (index) =>
      act(index % 2 ? owner : elsewhere, orders[index] ?? '', 'place'),
    );

    expect(tally(answers)).toEqual({ '200': 25, '409 catalog.out_of_stock': 75 });
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.headers['content-type']).toContain('application/problem+json');
    expect(await stockOf(owner, product)).toBe(0);

    expect(await events(orders)).toEqual({ 'order.created': 100, 'order.placed': 25 });
    expect(await audit(orders)).toEqual({ 'orders:create': 100, 'orders:place': 25 });
    // The product's own: made, put on sale, and reserved by each of the 25.
    expect(await events([product])).toEqual({ 'product.created': 1, 'product.updated': 26 });
    expect(await audit([product])).toEqual({
      'products:create': 1,
      'products:publish': 1,
      'orders:place': 25,
    });
    const placed = await times(
      100,
      async (index) => (await owner.get(`/v1/orders/${orders[index]}`)).json.status,
    );
    expect(placed.filter((status) => status === 'placed')).toHaveLength(25);
    expect(placed.filter((status) => status === 'draft')).toHaveLength(75);
  });
});

describe('Two instances on one database', () => {
  it('place 100 orders of two products in opposite orders: no deadlock reaches a client, stock adds up', async () => {
    const [left, right] = [await sell(owner, { stock: 1_000 }), await sell(owner, { stock: 1_000 })];
    const lines = [
      { productId: left, quantity: 2 },
      { productId: right, quantity: 3 },
    ];
    const orders = await times(100, (index) => draft(owner, ...(index % 2 ? lines : lines.toReversed())));
    const answers = await times(100, (index) =>
      act(index % 4 < 2 ? owner : elsewhere, orders[index] ?? '', 'place'),
    );
    expect(tally(answers)).toEqual({ '200': 100 });
    expect([await stockOf(owner, left), await stockOf(owner, right)]).toEqual([800, 700]);
  });

  it('keep the stock while some place, some cancel and someone changes the price', async () => {
    const product = await sell(owner, { stock: 200, price: 100 });
    const standing = await times(60, () => place(owner, { productId: product, quantity: 2 }));
    const coming = await times(60, () => draft(owner, product));
    expect(await stockOf(owner, product)).toBe(80);

    const answers = await Promise.all([
      ...standing.map((id, index) => act(index % 2 ? owner : elsewhere, id, 'cancel')),
      ...coming.map((id, index) => act(index % 2 ? elsewhere : owner, id, 'place')),
      ...Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? owner : elsewhere).patch(`/v1/products/${product}`, { price: 101 + index }),
      ),
    ]);
    expect(tally(answers)).toEqual({ '200': 140 });
    expect(await stockOf(owner, product)).toBe(200 - 60);
    // Each order costs what the product cost at one moment, as a whole.
    for (const { json } of answers.slice(60, 120)) expect(json.total).toBe(json.lines[0].unitPrice);
  });

  it('let an order be placed, cancelled and deleted by many at once, and each only once', async () => {
    const product = await sell(owner, { stock: 30 });
    for (let round = 0; round < 5; round += 1) {
      const id = await draft(owner, { productId: product, quantity: 3 });
      const verbs = ['place', 'cancel', 'place', 'cancel', 'DELETE', 'place', 'cancel', 'DELETE'];
      const answers = await Promise.all(
        verbs.map((verb, index) => {
          const who = index % 2 ? owner : elsewhere;
          return verb === 'DELETE' ? who.delete(`/v1/orders/${id}`) : act(who, id, verb);
        }),
      );
      for (const { status } of answers) expect([200, 204, 404, 409]).toContain(status);
      // Whatever came first: a placed order that no one cancelled after all holds its stock, any other none.
      const isPlaced = (await owner.get(`/v1/orders/${id}`)).json.status === 'placed';
      expect(await stockOf(owner, product)).toBe(isPlaced ? 27 : 30);
      if (isPlaced) await act(owner, id, 'cancel');
    }
    expect(await stockOf(owner, product)).toBe(30);
  });

  it('let one of forty writers win who have all read the same version', async () => {
    const id = await draft(owner, await sell(owner));
    const answers = await times(40, (index) =>
      (index % 2 ? owner : elsewhere).patch(
        `/v1/orders/${id}`,
        { reference: `PO-${index}` },
        { 'if-match': '"1"' },
      ),
    );
    expect(tally(answers)).toEqual({ '200': 1, '412 version_mismatch': 39 });
    const winner = answers.find(({ status }) => status === 200)?.json;
    expect((await owner.get(`/v1/orders/${id}`)).json).toMatchObject({
      version: 2,
      reference: winner.reference,
    });
  });

  it('let all forty write who don’t say what they have read, one after the other', async () => {
    const product = await sell(owner);
    const answers = await times(40, (index) =>
      (index % 2 ? owner : elsewhere).patch(`/v1/products/${product}`, { price: index + 1 }),
    );
    expect(tally(answers)).toEqual({ '200': 40 });
    expect(new Set(answers.map(({ json }) => json.version)).size).toBe(40);
    expect((await owner.get(`/v1/products/${product}`)).json.version).toBe(42);
  });

  it('make one order of twenty requests with the same idempotency key', async () => {
    const productId = await sell(owner);
    const before = (await owner.get('/v1/orders?count=true&limit=1')).json.page.count;
    const body = { buyerEmail: 'grace@example.com', lines: [{ productId, quantity: 1 }] };
    const send = (who: SignedIn) => who.post('/v1/orders', body, { 'idempotency-key': 'twenty-at-once' });
    const answers = await times(20, (index) => send(index % 2 ? owner : elsewhere));

    const waiting = answers.filter(({ status }) => status === 409);
    for (const { json, headers } of waiting)
      expect([json.code, Number(headers['retry-after'])]).toEqual(['request_in_progress', 1]);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20 - waiting.length);
    const ids = new Set(answers.filter(({ status }) => status === 201).map(({ json }) => json.id as string));
    expect(ids.size).toBe(1);
    expect((await owner.get('/v1/orders?count=true&limit=1')).json.page.count).toBe(before + 1);
    // Whoever was told to wait gets the same order then.
    const again = await send(elsewhere);
    expect(again).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } });
    expect(ids).toContain(again.json.id);
    expect(again.json.buyerEmail).toBe(body.buyerEmail);
  });
});

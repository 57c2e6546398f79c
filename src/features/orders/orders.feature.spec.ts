import { maybeContext } from '@keelson/kernel';
import { observeStatements } from '@keelson/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { draft, pay, place, sell, stockOf } from '../../../test/support/shop.js';

let app: TestApp;
let owner: SignedIn;
let member: SignedIn;
let other: SignedIn;

beforeAll(async () => {
  app = await startApp();
  owner = await app.signUp();
  member = await app.join(owner, 'member');
  other = await app.join(owner, 'member');
});
afterAll(() => app.close());

const act = (who: SignedIn, id: string, verb: string, body?: unknown) =>
  who.post(`/v1/orders/${id}/${verb}`, body);
const read = async (who: SignedIn, id: string) => (await who.get(`/v1/orders/${id}`)).json;
const orderOf = (lines: unknown) => ({ buyerEmail: 'grace@example.com', lines });

/** What an order has emitted, oldest first. */
async function eventsOf(id: string): Promise<string[]> {
  const { json } = await owner.get(`/v1/audit-entries?filter[subjectId]=${id}&sort=createdAt`);
  return (json.data as { action: string }[]).map(({ action }) => action);
}

describe('The life of an order', () => {
  it('is drafted, placed, paid and fulfilled; stock leaves when it is placed', async () => {
    const rope = await sell(owner, { price: 349, stock: 10 });
    const lamp = await sell(owner, { price: 5490, stock: 1 });
    const created = await owner.post('/v1/orders', {
      buyerEmail: 'grace@example.com',
      reference: 'PO-1',
      lines: [
        { productId: rope, quantity: 3 },
        { productId: lamp, quantity: 1 },
      ],
    });
    const total = 3 * 349 + 5490;
    expect(created).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      json: {
        status: 'draft',
        total,
        currency: 'EUR',
        reference: 'PO-1',
        createdBy: owner.userId,
        lines: [
          { productId: rope, quantity: 3, unitPrice: 349 },
          { productId: lamp, quantity: 1, unitPrice: 5490 },
        ],
      },
    });
    const { id } = created.json as { id: string };
    expect([await stockOf(owner, rope), await stockOf(owner, lamp)]).toEqual([10, 1]);

    expect(await act(owner, id, 'place')).toMatchObject({
      status: 200,
      json: { status: 'placed', total, version: 2 },
    });
    expect([await stockOf(owner, rope), await stockOf(owner, lamp)]).toEqual([7, 0]);

    expect(await pay(owner, id, 'bank-life')).toMatchObject({ status: 200, json: { status: 'paid' } });
    expect((await owner.get(`/v1/payments?filter[orderId]=${id}`)).json.data).toMatchObject([
      {
        amount: total,
        currency: 'EUR',
        method: 'card',
        externalReference: 'bank-life',
        recordedBy: owner.userId,
      },
    ]);
    expect(await act(owner, id, 'fulfill')).toMatchObject({
      status: 200,
      json: { status: 'fulfilled', version: 4 },
    });
    expect([await stockOf(owner, rope), await stockOf(owner, lamp)]).toEqual([7, 0]);
    expect(await eventsOf(id)).toEqual(['orders:create', 'orders:place', 'orders:pay', 'orders:fulfill']);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['draft', [], ['pay', 'fulfill']],
    ['placed', ['place'], ['place', 'fulfill', 'PATCH', 'DELETE']],
    ['paid', ['place', 'pay'], ['place', 'pay', 'cancel', 'PATCH', 'DELETE']],
    ['fulfilled', ['place', 'pay', 'fulfill'], ['place', 'pay', 'fulfill', 'cancel', 'PATCH', 'DELETE']],
    ['cancelled', ['cancel'], ['place', 'pay', 'fulfill', 'cancel', 'PATCH', 'DELETE']],
  ])('refuses in the state %s what has its time elsewhere', async (state, way, refused) => {
    const product = await sell(owner, { stock: 5 });
    const id = await draft(owner, product);
    const go = (verb: string) => {
      if (verb === 'pay') return pay(owner, id);
      if (verb === 'PATCH') return owner.patch(`/v1/orders/${id}`, { reference: 'PO-2' });
      return verb === 'DELETE' ? owner.delete(`/v1/orders/${id}`) : act(owner, id, verb);
    };
    for (const verb of way) expect((await go(verb)).status).toBe(200);
    const before = await read(owner, id);
    const stock = await stockOf(owner, product);
    expect(before.status).toBe(state);
    for (const verb of refused)
      expect([verb, await go(verb)]).toMatchObject([verb, { status: 409, json: { code: 'wrong_state' } }]);
    expect(await read(owner, id)).toEqual(before);
    expect(await stockOf(owner, product)).toBe(stock);
  });

  it('ends without a trace but in the audit log when a draft is deleted', async () => {
    const id = await draft(owner, await sell(owner));
    expect((await owner.delete(`/v1/orders/${id}`)).status).toBe(204);
    expect((await owner.get(`/v1/orders/${id}`)).status).toBe(404);
    expect((await owner.delete(`/v1/orders/${id}`)).status).toBe(404);
    expect(await eventsOf(id)).toEqual(['orders:create', 'orders:remove']);
  });
});

describe('The price of an order', () => {
  it('is today’s while it is a draft, and fixed when it is placed', async () => {
    const product = await sell(owner, { price: 100 });
    const id = await draft(owner, { productId: product, quantity: 2 });
    await owner.patch(`/v1/products/${product}`, { price: 150 });
    expect(await read(owner, id)).toMatchObject({ total: 200, status: 'draft' });
    // What is placed costs what it costs at that moment, whatever the draft said.
    expect((await act(owner, id, 'place')).json).toMatchObject({ total: 300, lines: [{ unitPrice: 150 }] });
    await owner.patch(`/v1/products/${product}`, { price: 9_999 });
    expect(await read(owner, id)).toMatchObject({ total: 300, lines: [{ unitPrice: 150 }] });
    expect((await act(owner, id, 'cancel')).json).toMatchObject({ total: 300, lines: [{ unitPrice: 150 }] });
  });

  it('is not the client’s to say', async () => {
    const product = await sell(owner);
    for (const body of [
      orderOf([{ productId: product, quantity: 1, unitPrice: 1 }]),
      { ...orderOf([{ productId: product, quantity: 1 }]), total: 1 },
      { ...orderOf([{ productId: product, quantity: 1 }]), currency: 'EUR' },
    ])
      expect((await owner.post('/v1/orders', body)).status).toBe(400);
  });

  it('is the same however a client spells the product’s id', async () => {
    const product = await sell(owner, { price: 500, stock: 5 });
    const answer = await owner.post(
      '/v1/orders',
      orderOf([
        { productId: product.toUpperCase(), quantity: 2 },
        { productId: product, quantity: 2 },
      ]),
    );
    expect(answer).toMatchObject({ status: 201, json: { total: 2_000 } });
    expect(answer.json.lines).toMatchObject([{ productId: product }, { productId: product }]);
    expect((await act(owner, answer.json.id, 'place')).json).toMatchObject({ total: 2_000 });
    expect(await stockOf(owner, product)).toBe(1);
  });

  it('is in one currency, when it is drafted, changed and placed', async () => {
    const euros = await sell(owner, { currency: 'EUR' });
    const dollars = await sell(owner, { currency: 'USD' });
    const mixed = [euros, dollars].map((productId) => ({ productId, quantity: 1 }));
    const refusal = { status: 422, json: { code: 'orders.mixed_currencies' } };
    expect(await owner.post('/v1/orders', orderOf(mixed))).toMatchObject(refusal);

    const second = await sell(owner, { currency: 'EUR', stock: 4 });
    const id = await draft(owner, euros, second);
    expect(await owner.patch(`/v1/orders/${id}`, { lines: mixed })).toMatchObject(refusal);
    await owner.patch(`/v1/products/${second}`, { currency: 'USD' });
    expect(await act(owner, id, 'place')).toMatchObject(refusal);
    expect(await read(owner, id)).toMatchObject({ status: 'draft', version: 1 });
    expect([await stockOf(owner, euros), await stockOf(owner, second)]).toEqual([10, 4]);
  });

  it('is refused when it is too large to be exact', async () => {
    const dear = await sell(owner, { price: 1_000_000_000_000 });
    expect(await owner.post('/v1/orders', orderOf([{ productId: dear, quantity: 1 }]))).toMatchObject({
      status: 201,
    });
    for (const quantity of [2, 100_000])
      expect(await owner.post('/v1/orders', orderOf([{ productId: dear, quantity }]))).toMatchObject({
        status: 422,
        json: { code: 'orders.total_too_large' },
      });
  });
});

describe('The lines of an order', () => {
  const nobody = '0198f2a4-0000-7000-8000-000000000000';

  it.each([
    ['none', [], '/lines'],
    ['too many', Array.from({ length: 101 }, () => ({ productId: nobody, quantity: 1 })), '/lines'],
    ['no list', {}, '/lines'],
    ['texts', ['x'], '/lines'],
    ['a quantity of nothing', [{ productId: nobody, quantity: 0 }], '/lines/0/quantity'],
    ['a negative quantity', [{ productId: nobody, quantity: -1 }], '/lines/0/quantity'],
    ['a fraction', [{ productId: nobody, quantity: 0.5 }], '/lines/0/quantity'],
    ['no id', [{ productId: 'rope', quantity: 1 }], '/lines/0/productId'],
  ])('can’t be %s', async (_, lines, pointer) => {
    const answer = await owner.post('/v1/orders', orderOf(lines));
    expect(answer).toMatchObject({ status: 400, json: { code: 'validation_failed' } });
    expect((answer.json.errors as { pointer: string }[]).map((one) => one.pointer)).toContain(pointer);
  });

  it('name products of the own organization that the caller may see, and tell no one of others', async () => {
    const stranger = await app.signUp();
    const theirs = await sell(stranger);
    const drafted = (
      (await owner.post('/v1/products', { sku: 'D', name: 'D', price: 1, currency: 'EUR', stock: 1 }))
        .json as { id: string }
    ).id;
    const refusals = [
      await owner.post('/v1/orders', orderOf([{ productId: nobody, quantity: 1 }])),
      await owner.post('/v1/orders', orderOf([{ productId: theirs, quantity: 1 }])),
      await member.post('/v1/orders', orderOf([{ productId: drafted, quantity: 1 }])),
    ];
    for (const { status, json } of refusals)
      expect({ status, code: json.code, errors: json.errors }).toEqual({
        status: 422,
        code: 'reference_not_found',
        errors: [{ pointer: '/lines/0/productId', detail: expect.any(String) }],
      });
    expect(await owner.post('/v1/orders', orderOf([{ productId: drafted, quantity: 1 }]))).toMatchObject({
      status: 409,
      json: { code: 'catalog.not_for_sale' },
    });
  });

  it('count together against the stock when they name one product twice', async () => {
    const product = await sell(owner, { stock: 3 });
    const id = await draft(owner, { productId: product, quantity: 2 }, { productId: product, quantity: 2 });
    expect(await act(owner, id, 'place')).toMatchObject({
      status: 409,
      json: { code: 'catalog.out_of_stock' },
    });
    expect(await stockOf(owner, product)).toBe(3);
  });

  it('are reserved all or not at all', async () => {
    const plenty = await sell(owner, { stock: 9 });
    const scarce = await sell(owner, { stock: 1 });
    const id = await draft(owner, { productId: plenty, quantity: 5 }, { productId: scarce, quantity: 2 });
    expect(await act(owner, id, 'place')).toMatchObject({
      status: 409,
      json: { code: 'catalog.out_of_stock' },
    });
    expect([await stockOf(owner, plenty), await stockOf(owner, scarce)]).toEqual([9, 1]);
    expect(await eventsOf(id)).toEqual(['orders:create']);
  });

  it('are kept by a patch that leaves them out', async () => {
    const product = await sell(owner, { price: 10 });
    const id = await draft(owner, { productId: product, quantity: 2 });
    expect((await owner.patch(`/v1/orders/${id}`, { reference: 'PO-9' })).json).toMatchObject({
      reference: 'PO-9',
      total: 20,
      lines: [{ productId: product, quantity: 2 }],
    });
    expect((await owner.patch(`/v1/orders/${id}`, { reference: null })).json).toMatchObject({
      reference: null,
    });
    expect((await owner.patch(`/v1/orders/${id}`, { lines: null })).status).toBe(400);
  });

  it('keep their prices, and their products, while a patch leaves them out', async () => {
    const product = await sell(owner, { price: 10 });
    const orders = [await draft(owner, product), await draft(member, product)] as const;
    await owner.patch(`/v1/products/${product}`, { price: 99 });
    const kept = { status: 200, json: { reference: 'two', total: 10, lines: [{ unitPrice: 10 }] } };
    expect(await owner.patch(`/v1/orders/${orders[0]}`, { reference: 'two' })).toMatchObject(kept);
    await owner.post(`/v1/products/${product}/archive`);
    expect(await owner.patch(`/v1/orders/${orders[0]}`, { reference: 'two' })).toMatchObject(kept);
    expect(await member.patch(`/v1/orders/${orders[1]}`, { reference: 'two' })).toMatchObject(kept);
    // Lines that are named are checked and priced, as they are when an order is drafted.
    const lines = [{ productId: product, quantity: 1 }];
    expect(await member.patch(`/v1/orders/${orders[1]}`, { lines })).toMatchObject({
      status: 422,
      json: { code: 'reference_not_found', errors: [{ pointer: '/lines/0/productId' }] },
    });
  });
});

describe('An order of a hundred products', () => {
  /** Statements of the request itself, without those that run beside it. */
  async function statementsOf(operation: string, request: () => Promise<unknown>): Promise<number> {
    let sent = 0;
    observeStatements(() => void (maybeContext()?.operation === operation && (sent += 1)));
    try {
      await request();
    } finally {
      observeStatements(null);
    }
    return sent;
  }

  it('takes a few statements more than one of a single product, at each step of its life', async () => {
    const products: string[] = [];
    for (let made = 0; made < 100; made += 1) products.push(await sell(owner));
    const sent: Record<string, number[]> = { create: [], place: [], cancel: [] };
    for (const lines of [1, 10, 100]) {
      let id = '';
      sent['create']?.push(
        await statementsOf('orders:create', async () => {
          id = await draft(owner, ...products.slice(0, lines));
        }),
      );
      for (const verb of ['place', 'cancel'])
        sent[verb]?.push(
          await statementsOf(`orders:${verb}`, async () => {
            expect((await act(owner, id, verb)).status).toBe(200);
          }),
        );
    }
    // Of 1, 10 and 100 lines: rows are written by one statement for hundreds, their audit entries and events in powers of two.
    const most = { create: [7, 7, 7], place: [10, 12, 14], cancel: [10, 12, 14] };
    for (const [verb, counts] of Object.entries(most))
      for (const [at, count] of counts.entries()) {
        const taken = sent[verb]?.[at] ?? 0;
        // A lease of the rate limit comes with whichever request needs the next one.
        expect([verb, taken > 3 && taken <= count + 1], JSON.stringify(sent)).toEqual([verb, true]);
      }
  });
});

describe('A cancelled order', () => {
  it('gives back what it has reserved, once', async () => {
    const product = await sell(owner, { stock: 5 });
    const id = await place(owner, { productId: product, quantity: 4 });
    expect(await stockOf(owner, product)).toBe(1);
    expect((await act(owner, id, 'cancel')).json).toMatchObject({ status: 'cancelled' });
    expect((await act(owner, id, 'cancel')).status).toBe(409);
    expect(await stockOf(owner, product)).toBe(5);
  });

  it('that was only a draft has nothing to give back', async () => {
    const product = await sell(owner, { stock: 5 });
    expect((await act(owner, await draft(owner, product), 'cancel')).status).toBe(200);
    expect(await stockOf(owner, product)).toBe(5);
  });

  it('gives back to a product that was archived meanwhile, and that its buyer can’t see any more', async () => {
    const product = await sell(owner, { stock: 5 });
    const mine = await place(member, { productId: product, quantity: 2 });
    const ours = await place(owner, { productId: product, quantity: 1 });
    await owner.post(`/v1/products/${product}/archive`);
    expect((await member.get(`/v1/products/${product}`)).status).toBe(404);
    expect((await act(member, mine, 'cancel')).status).toBe(200);
    expect((await act(owner, ours, 'cancel')).status).toBe(200);
    expect(await stockOf(owner, product)).toBe(5);
  });

  it('stays placed while the product can count no more', async () => {
    const product = await sell(owner, { stock: 5 });
    const id = await place(owner, { productId: product, quantity: 2 });
    await owner.patch(`/v1/products/${product}`, { stock: 1_000_000_000 });
    expect(await act(owner, id, 'cancel')).toMatchObject({
      status: 409,
      json: { code: 'catalog.too_many_in_stock' },
    });
    expect(await read(owner, id)).toMatchObject({ status: 'placed' });
    expect(await stockOf(owner, product)).toBe(1_000_000_000);
  });
});

describe('A product that was archived', () => {
  it('can’t be placed any more, and the answer doesn’t deny the order', async () => {
    const product = await sell(owner, { stock: 5 });
    const orders = [await draft(owner, product), await draft(member, product)] as const;
    await owner.post(`/v1/products/${product}/archive`);
    for (const answer of [await act(owner, orders[0], 'place'), await act(member, orders[1], 'place')])
      expect(answer).toMatchObject({ status: 409, json: { code: 'catalog.not_for_sale' } });
    expect(await stockOf(owner, product)).toBe(5);
  });
});

describe('A payment', () => {
  it.each([
    ['too little', { amount: 199 }, '/amount'],
    ['too much', { amount: 201 }, '/amount'],
    ['another currency', { currency: 'USD' }, '/currency'],
  ])('of %s is refused and leaves the order unpaid', async (_, wrong, pointer) => {
    const id = await place(owner, await sell(owner, { price: 200 }));
    const payment = {
      amount: 200,
      currency: 'EUR',
      method: 'card',
      externalReference: `wrong-${pointer}`,
      ...wrong,
    };
    expect(await act(owner, id, 'pay', payment)).toMatchObject({
      status: 422,
      json: { code: 'orders.wrong_amount', errors: [{ pointer }] },
    });
    expect(await read(owner, id)).toMatchObject({ status: 'placed' });
    expect((await owner.get(`/v1/payments?filter[orderId]=${id}`)).json.data).toEqual([]);
  });

  it('has a reference of its own in the organization', async () => {
    const product = await sell(owner, { stock: 9 });
    const [first, second] = [await place(owner, product), await place(owner, product)];
    expect((await pay(owner, first, 'bank-1')).status).toBe(200);
    expect(await pay(owner, second, 'bank-1')).toMatchObject({
      status: 409,
      json: { code: 'already_exists', errors: [{ pointer: '/externalReference' }] },
    });
    expect(await read(owner, second)).toMatchObject({ status: 'placed' });
    expect((await pay(owner, second, 'BANK-1')).status).toBe(200);

    const stranger = await app.signUp();
    expect((await pay(stranger, await place(stranger, await sell(stranger)), 'bank-1')).status).toBe(200);
  });

  it('is recorded once when twenty record it at the same time', async () => {
    const id = await place(owner, await sell(owner));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => pay(owner, id, `race-${index}`)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ json }) => json.code === 'wrong_state')).toHaveLength(19);
    expect((await owner.get(`/v1/payments?filter[orderId]=${id}`)).json.data).toHaveLength(1);
  });
});

describe('A plain member', () => {
  it('sees and handles own orders; those of others do not exist', async () => {
    const product = await sell(owner, { stock: 9 });
    const mine = await draft(member, product);
    const theirs = await draft(other, product);
    const hosts = await draft(owner, product);

    expect((await member.get(`/v1/orders/${mine}`)).status).toBe(200);
    for (const id of [theirs, hosts]) {
      expect((await member.get(`/v1/orders/${id}`)).status).toBe(404);
      expect((await member.patch(`/v1/orders/${id}`, { reference: 'mine' })).status).toBe(404);
      expect((await member.delete(`/v1/orders/${id}`)).status).toBe(404);
      for (const verb of ['place', 'cancel']) expect((await act(member, id, verb)).status).toBe(404);
    }
    const { json } = await member.get('/v1/orders?limit=200&count=true');
    expect(new Set((json.data as { createdBy: string }[]).map((one) => one.createdBy))).toEqual(
      new Set([member.userId]),
    );
    expect(json.page.count).toBe(json.data.length);
    const all = (await owner.get('/v1/orders?limit=200')).json.data as { id: string }[];
    expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining([mine, theirs, hosts]));
  });

  it('orders, but neither books money nor delivers', async () => {
    const id = await place(member, await sell(owner));
    const payment = { amount: 1_000, currency: 'EUR', method: 'cash', externalReference: 'till-1' };
    for (const answer of [
      await act(member, id, 'pay', payment),
      await act(member, id, 'fulfill'),
      await member.get('/v1/payments'),
      await member.get('/v1/audit-entries'),
    ])
      expect(answer).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect(await read(owner, id)).toMatchObject({ status: 'placed' });
  });
});

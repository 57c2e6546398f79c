import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../support/app.js';
import { berthBody, BerthsModule } from '../support/features/berths/index.js';

describe('Answers', () => {
  let app: TestApp;
  let owner: SignedIn;
  let member: SignedIn;
  let drafted: string;
  let published: string;

  beforeAll(async () => {
    app = await startApp({ modules: [BerthsModule] });
    owner = await app.signUp();
    member = await app.join(owner, 'member');
    drafted = await product('DRAFT');
    published = await product('SOLD');
    await owner.post(`/v1/products/${published}/publish`);
  });
  afterAll(() => app.close());

  const product = async (sku: string): Promise<string> =>
    (await owner.post('/v1/products', { sku, name: sku, price: 1, currency: 'EUR', stock: 9 })).json.id;
  const berth = async (changes: object = {}) => {
    const answer = await owner.post('/v1/berths', berthBody(changes));
    expect(answer.status, answer.text).toBe(201);
    return answer;
  };
  /** Pays an order, for the id of the payment. */
  const payment = async (): Promise<string> => {
    const lines = [{ productId: published, quantity: 1 }];
    const order = (await owner.post('/v1/orders', { buyerEmail: 'a@example.com', lines })).json;
    await owner.post(`/v1/orders/${order.id}/place`);
    const externalReference = `bank-${order.id}`;
    const body = { amount: order.total, currency: order.currency, method: 'cash', externalReference };
    await owner.post(`/v1/orders/${order.id}/pay`, body);
    return (await owner.get(`/v1/payments?filter[orderId]=${order.id}`)).json.data[0].id;
  };

  it('show what was asked for: fields', async () => {
    const { json } = await berth({ pier: 'Fields' });
    const one = await owner.get(`/v1/berths/${json.id}?fields=depth,id`);
    expect(one.json).toEqual({ id: json.id, depth: 12 });
    const list = await owner.get('/v1/berths?filter[pier]=Fields&fields=code');
    expect(list.json.data).toEqual([{ code: json.code }]);
  });

  it('include the rows that they refer to, in one answer', async () => {
    const { json } = await berth({ pier: 'Include', productId: published });
    await berth({ pier: 'Include' });
    const one = await owner.get(`/v1/berths/${json.id}?include=product`);
    expect(one.json).toEqual({
      ...json,
      product: (await owner.get(`/v1/products/${published}`)).json,
    });
    const masked = await owner.get(`/v1/berths/${json.id}?include=product&fields=code`);
    expect(Object.keys(masked.json)).toEqual(['code', 'product']);
    const list = await owner.get('/v1/berths?filter[pier]=Include&include=product');
    expect(
      list.json.data.map((row: { product: { sku: string } | null }) => row.product?.sku ?? null),
    ).toEqual([null, 'SOLD']);
  });

  it('include nothing that the caller may not see, and say so where a permission lacks', async () => {
    const hidden = (await berth({ productId: drafted, depositId: await payment() })).json.id as string;
    expect((await owner.get(`/v1/berths/${hidden}?include=product`)).json.product.sku).toBe('DRAFT');
    expect((await member.get(`/v1/berths/${hidden}?include=product`)).json).toMatchObject({
      productId: drafted,
      product: null,
    });
    expect((await owner.get(`/v1/berths/${hidden}?include=deposit`)).json.deposit.method).toBe('cash');
    for (const url of [`/v1/berths/${hidden}?include=deposit`, '/v1/berths?include=product,deposit'])
      expect(await member.get(url)).toMatchObject({
        status: 403,
        json: { code: 'forbidden', detail: expect.stringContaining('payments:read') },
      });
  });

  it('bear an ETag that changes with the row, and are not repeated to who has them', async () => {
    const { json, headers } = await berth();
    const url = `/v1/berths/${json.id}`;
    const read = await owner.get(url);
    expect(read.headers['etag']).toBe(headers['etag']);
    expect(headers['location']).toBe(url);
    for (const known of [
      String(read.headers['etag']),
      `W/${read.headers['etag']}`,
      `"9", ${read.headers['etag']}`,
      '*',
    ])
      expect(await owner.get(url, { 'if-none-match': known })).toMatchObject({ status: 304, text: '' });
    expect((await owner.get(url, { 'if-none-match': '"9"' })).status).toBe(200);

    const changed = await owner.patch(url, { depth: 13 });
    expect(changed.headers['etag']).not.toBe(read.headers['etag']);
    expect((await owner.get(url, { 'if-none-match': String(read.headers['etag']) })).status).toBe(200);
    expect((await owner.get(url)).headers['etag']).toBe(changed.headers['etag']);
  });

  it('bear another ETag when they are more or less than the row', async () => {
    const id = (await berth({ productId: published })).json.id as string;
    const shapes = ['', '?fields=code', '?include=product', '?fields=code&include=product'];
    const tags = await Promise.all(
      shapes.map(async (shape) => String((await owner.get(`/v1/berths/${id}${shape}`)).headers['etag'])),
    );
    expect(new Set(tags).size).toBe(4);
    const [, , included = ''] = tags;
    const again = () => owner.get(`/v1/berths/${id}?include=product`, { 'if-none-match': included });
    expect((await again()).status).toBe(304);
    await owner.patch(`/v1/products/${published}`, { name: 'Renamed' });
    expect((await again()).status).toBe(200);
  });

  it('have one id however it is written', async () => {
    const { id } = (await berth({ productId: published.toUpperCase() })).json as { id: string };
    const read = await owner.get(`/v1/berths/${id.toUpperCase()}?include=product`);
    expect(read).toMatchObject({
      status: 200,
      json: { id, productId: published, product: { id: published } },
    });
    expect((await owner.patch(`/v1/berths/${id.toUpperCase()}`, { depth: 1 })).status).toBe(200);
    expect(
      (await owner.get(`/v1/berths?filter[productId]=${published.toUpperCase()}&fields=id`)).json.data,
    ).toContainEqual({ id });
  });
});

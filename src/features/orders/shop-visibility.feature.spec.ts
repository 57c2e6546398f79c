import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type Answer, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { anonymous } from '../../../test/support/routes/attempts.js';

const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';

/** Members see what is on sale and their own orders; the rest does not exist for them. */
describe('What a member of a shop may not see', () => {
  let app: TestApp;
  let owner: SignedIn;
  let member: SignedIn;
  let colleague: SignedIn;
  let drafted: string;
  let published: string;

  beforeAll(async () => {
    app = await startApp();
    owner = await app.signUp();
    [member, colleague] = await Promise.all([app.join(owner, 'member'), app.join(owner, 'member')]);
    drafted = await product('DRAFT');
    published = await product('SOLD');
    await owner.post(`/v1/products/${published}/publish`);
  });
  afterAll(() => app.close());

  const product = async (sku: string): Promise<string> =>
    (await owner.post('/v1/products', { sku, name: sku, price: 3, currency: 'EUR', stock: 99 })).json.id;
  const order = async (who: SignedIn, productId = published): Promise<Answer> =>
    who.post('/v1/orders', { buyerEmail: 'b@example.com', lines: [{ productId, quantity: 1 }] });
  const idsOf = async (who: SignedIn, url: string) => {
    const { json } = await who.get(`${url}${url.includes('?') ? '&' : '?'}limit=200&count=true`);
    const ids = (json.data as { id: string }[]).map(({ id }) => id);
    expect(json.page.count).toBe(ids.length);
    return ids;
  };
  const alike = (hidden: Answer, missing: Answer, status: number) => {
    expect(hidden.status).toBe(status);
    expect(anonymous(hidden)).toBe(anonymous(missing));
  };

  it('is not read, listed or counted', async () => {
    alike(await member.get(`/v1/products/${drafted}`), await member.get(`/v1/products/${nobody}`), 404);
    expect(await idsOf(member, '/v1/products')).toEqual([published]);
    expect(await idsOf(member, '/v1/products?filter[status]=draft')).toEqual([]);
    expect(await idsOf(member, '/v1/products?filter[sku]=DRAFT')).toEqual([]);
    expect((await idsOf(owner, '/v1/products')).sort()).toEqual([drafted, published].sort());
  });

  it('can not be referred to', async () => {
    const [hidden, missing] = [await order(member, drafted), await order(member, nobody)];
    alike(hidden, missing, 422);
    expect(hidden.json.errors).toEqual([
      {
        pointer: '/lines/0/productId',
        detail: 'refers to a row that does not exist or that you have no access to',
      },
    ]);
    expect((await order(member)).status).toBe(201);
  });

  it('can not be changed, acted upon or deleted', async () => {
    const theirs = (await order(colleague)).json.id as string;
    const mine = (await order(member)).json.id as string;
    const verbs = (id: string) => [
      member.get(`/v1/orders/${id}`),
      member.patch(`/v1/orders/${id}`, { reference: 'x' }),
      member.patch(`/v1/orders/${id}`, { surprise: 1 }),
      member.post(`/v1/orders/${id}/place`),
      member.post(`/v1/orders/${id}/cancel`),
      member.delete(`/v1/orders/${id}`),
    ];
    const [hidden, missing] = await Promise.all([Promise.all(verbs(theirs)), Promise.all(verbs(nobody))]);
    for (const [index, answer] of hidden.entries()) alike(answer, missing[index] as Answer, 404);
    expect(await idsOf(member, '/v1/orders')).toContain(mine);
    expect(await idsOf(member, '/v1/orders')).not.toContain(theirs);
    expect(await idsOf(owner, '/v1/orders')).toEqual(expect.arrayContaining([mine, theirs]));
    expect((await colleague.get(`/v1/orders/${theirs}`)).json).toMatchObject({ status: 'draft', version: 1 });
  });
});

import { asOrganization } from '@keelson/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { sell, stockOf, tally } from '../../../test/support/shop.js';
import { Stock } from './stock.js';

let app: TestApp;
let owner: SignedIn;
let member: SignedIn;

const rope = { sku: 'ROPE-12', name: 'Mooring rope', price: 349, currency: 'EUR', stock: 400 };
const draftRope = async (sku: string) =>
  (await owner.post('/v1/products', { ...rope, sku })).json as { id: string };

beforeAll(async () => {
  app = await startApp();
  owner = await app.signUp();
  member = await app.join(owner, 'member');
});
afterAll(() => app.close());

describe('The life of a product', () => {
  it('goes from draft over published to archived, and never back', async () => {
    const created = await owner.post('/v1/products', rope);
    expect(created).toMatchObject({
      status: 201,
      json: { ...rope, description: null, status: 'draft', version: 1 },
    });
    const { id } = created.json as { id: string };
    const act = (verb: string) => owner.post(`/v1/products/${id}/${verb}`);

    expect(await act('publish')).toMatchObject({ status: 200, json: { status: 'published', version: 2 } });
    expect(await act('publish')).toMatchObject({ status: 409, json: { code: 'wrong_state' } });
    expect(await owner.patch(`/v1/products/${id}`, { price: 399 })).toMatchObject({
      status: 200,
      json: { price: 399 },
    });
    expect(await act('archive')).toMatchObject({ status: 200, json: { status: 'archived' } });
    for (const answer of [
      await act('publish'),
      await act('archive'),
      await owner.patch(`/v1/products/${id}`, { price: 1 }),
    ])
      expect(answer).toMatchObject({ status: 409, json: { code: 'wrong_state' } });
    expect(await owner.get(`/v1/products/${id}`)).toMatchObject({
      json: { price: 399, status: 'archived', version: 4 },
    });
  });

  it('can end before it was ever on sale', async () => {
    const { id } = await draftRope('NEVER-SOLD');
    expect((await owner.post(`/v1/products/${id}/archive`)).json).toMatchObject({ status: 'archived' });
  });

  it('is not moved by a client that writes the state', async () => {
    expect(await owner.post('/v1/products', { ...rope, sku: 'STATE', status: 'published' })).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: '/status' }] },
    });
    const { id } = await draftRope('STATE');
    expect((await owner.patch(`/v1/products/${id}`, { status: 'published' })).status).toBe(400);
  });

  it('is written down: one audit entry and one event for each step, with who and what', async () => {
    const { id } = await draftRope('AUDITED');
    await owner.post(`/v1/products/${id}/publish`);
    const { json } = await owner.get(`/v1/audit-entries?filter[subjectId]=${id}&sort=createdAt`);
    expect(json.data).toMatchObject([
      { action: 'products:create', kind: 'created', subjectType: 'product', actorId: owner.userId },
      {
        action: 'products:publish',
        kind: 'updated',
        actorId: owner.userId,
        changes: { status: { before: 'draft', after: 'published' } },
      },
    ]);
  });
});

describe('The sku of a product', () => {
  it('is unique in the organization, ignoring case, also as Unicode writes it', async () => {
    await draftRope('Ø-Ring é');
    for (const sku of ['Ø-Ring é', 'ø-rING É', 'ø-ring e\u0301'])
      expect(await owner.post('/v1/products', { ...rope, sku })).toMatchObject({
        status: 409,
        json: { code: 'already_exists', errors: [{ pointer: '/sku' }] },
      });
    expect(
      (await owner.get(`/v1/products?filter[sku]=${encodeURIComponent('ø-RING É')}`)).json.data,
    ).toMatchObject([{ sku: 'Ø-Ring é' }]);
  });

  it('can be had again by another organization, and by a product’s own other spelling', async () => {
    const { id } = await draftRope('MINE');
    const stranger = await app.signUp();
    expect((await stranger.post('/v1/products', { ...rope, sku: 'mine' })).status).toBe(201);
    expect((await owner.patch(`/v1/products/${id}`, { sku: 'Mine' })).json).toMatchObject({ sku: 'Mine' });
  });

  it('is made once by twenty who want it at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        owner.post('/v1/products', { ...rope, sku: index % 2 ? 'RACE' : 'race' }),
      ),
    );
    expect(tally(answers)).toEqual({ '201': 1, '409 already_exists': 19 });
  });

  it.each(['', ' ', ' ROPE', 'ROPE ', 'TWO  SPACES', 'A\u0000B', 'x'.repeat(65), '\uD800'])(
    'can’t be %j',
    async (sku) => {
      expect(await owner.post('/v1/products', { ...rope, sku })).toMatchObject({
        status: 400,
        json: { errors: [{ pointer: '/sku' }] },
      });
    },
  );

  it.each([
    ['grows in lower case', 'İ'.repeat(64)],
    ['grows when normalized', '\u{1D160}'.repeat(64)],
    ['is made of surrogate pairs', '😀'.repeat(64)],
  ])('fits its columns when it %s', async (_, sku) => {
    expect(await owner.post('/v1/products', { ...rope, sku })).toMatchObject({ status: 201, json: { sku } });
  });
});

describe('The fields of a product', () => {
  it.each([
    ['price', -1],
    ['price', 1.5],
    ['price', 1_000_000_000_001],
    ['price', '349'],
    ['stock', -1],
    ['stock', 1_000_000_001],
    ['currency', 'eur'],
    ['currency', 'XXXX'],
    ['name', null],
    ['name', 'x'.repeat(201)],
    // Validators may count a character and its variation selector as one; a column does not.
    ['name', 'x\uFE0F'.repeat(200)],
    ['id', '0198f2a4-0000-7000-8000-000000000000'],
    ['organizationId', '0198f2a4-0000-7000-8000-000000000000'],
  ])('%s can’t be %j', async (field, value) => {
    expect(await owner.post('/v1/products', { ...rope, sku: 'NEW', [field]: value })).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: `/${field}` }] },
    });
  });
});

describe('A plain member', () => {
  it('sees what is on sale, and nothing else exists', async () => {
    const draft = (await draftRope('HIDDEN')).id;
    const onSale = await sell(owner, { sku: 'SHOWN' });
    const gone = await sell(owner, { sku: 'GONE' });
    await owner.post(`/v1/products/${gone}/archive`);

    expect((await member.get(`/v1/products/${onSale}`)).status).toBe(200);
    for (const id of [draft, gone]) expect((await member.get(`/v1/products/${id}`)).status).toBe(404);
    const { json } = await member.get('/v1/products?limit=200&count=true');
    const statuses = new Set((json.data as { status: string }[]).map(({ status }) => status));
    expect(statuses).toEqual(new Set(['published']));
    expect(json.page.count).toBe(json.data.length);
    expect((await member.get('/v1/products?filter[status]=draft&count=true')).json).toMatchObject({
      data: [],
      page: { count: 0 },
    });
  });

  it('changes nothing', async () => {
    const id = await sell(owner, { stock: 3 });
    for (const answer of [
      await member.post('/v1/products', rope),
      await member.patch(`/v1/products/${id}`, { stock: 99 }),
      await member.post(`/v1/products/${id}/archive`),
    ])
      expect(answer).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect(await stockOf(owner, id)).toBe(3);
  });
});

it('A product that is gone by the time it is priced is not for sale', async () => {
  const { json } = await owner.post('/v1/products', { ...rope, sku: 'PRICED' });
  await owner.post(`/v1/products/${json.id}/publish`);
  const offers = (...ids: string[]) => asOrganization(owner.organizationId, () => app.get(Stock).offers(ids));
  expect([...(await offers(json.id, json.id)).keys()]).toEqual([json.id]);
  const gone = '01890a5d-ac96-774b-bcce-b302099a8057';
  await expect(offers(json.id, gone)).rejects.toMatchObject({ code: 'catalog.not_for_sale' });
});

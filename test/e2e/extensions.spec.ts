import { acrossOrganizations, asOrganization, type Store, Stores } from '@keelson/kernel';
import { Database } from '@keelson/platform';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Product } from '../../src/features/catalog/index.js';
import { User } from '@keelson/identity';
import { startApp, type Answer, type SignedIn, type TestApp } from '../support/app.js';
import { loyalty, LoyaltyModule, shipping } from '../support/features/loyalty/index.js';

let app: TestApp;
let ada: SignedIn;

beforeAll(async () => {
  app = await startApp({ modules: [LoyaltyModule] });
  ada = await app.signUp();
});
afterAll(() => app?.close());

let made = 0;
const productBody = (changes: object = {}) => ({
  sku: `EXT-${(made += 1)}`,
  name: 'Mooring rope',
  price: 349,
  currency: 'EUR',
  stock: 5,
  ...changes,
});
const sell = async (changes: object = {}) => {
  const answer = await ada.post('/v1/products', productBody(changes));
  expect(answer.status, answer.text).toBe(201);
  return answer.json as Record<string, unknown> & { id: string };
};
const auditOf = async (id: string) =>
  (await ada.get(`/v1/audit-entries?filter[subjectId]=${id}`)).json.data as {
    kind: string;
    changes: Record<string, { before: unknown; after: unknown }>;
  }[];
const payloadsOf = async (id: string) => {
  const rows = await asOrganization(ada.organizationId, () =>
    app
      .get(Database)
      .read<{ payload: unknown }>(
        'SELECT payload FROM outbox_events WHERE organization_id = ? AND aggregate_id = ? ORDER BY sequence',
        [ada.organizationId, id],
      ),
  );
  return rows.map(({ payload }) =>
    typeof payload === 'string' ? (JSON.parse(payload) as object) : (payload as object),
  );
};
const finished = (accepted: Answer) => {
  expect(accepted.status, accepted.text).toBe(202);
  return vi.waitFor(async () => {
    const answer = await ada.get(accepted.json.location as string);
    expect(answer.json.state).toBe('done');
    return answer.json as { id: string; result: object };
  }, 20_000);
};

describe('Fields that a module adds to products', () => {
  it('are taken, defaulted, shown and changed like those of the product', async () => {
    expect(await sell()).toMatchObject({
      shippingWeight: null,
      shippingHandling: 'standard',
      shippingPriority: 0,
      shippingBarcode: null,
    });
    const { id, ...shown } = await sell({ shippingWeight: 1200, shippingHandling: 'fragile' });
    expect(shown).toMatchObject({ shippingWeight: 1200, shippingHandling: 'fragile', version: 1 });
    const patched = await ada.patch(`/v1/products/${id}`, { shippingWeight: null, shippingPriority: 3 });
    expect(patched).toMatchObject({
      status: 200,
      json: { shippingWeight: null, shippingPriority: 3, shippingHandling: 'fragile', version: 2 },
    });
    expect((await ada.get(`/v1/products/${id}`)).json).toEqual(patched.json);
    const published = await ada.post(`/v1/products/${id}/publish`);
    expect(published).toMatchObject({ status: 200, json: { status: 'published', shippingPriority: 3 } });
  });

  it('are refused by their own rules, under the names that a client sends', async () => {
    const refused = (changes: object) => ada.post('/v1/products', productBody(changes));
    expect(await refused({ shippingHandling: 'thrown', shippingWeight: -1 })).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: '/shippingWeight' }, { pointer: '/shippingHandling' }] },
    });
    expect(await refused({ weight: 3 })).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: '/weight', detail: 'is not an accepted field' }] },
    });
    expect(await refused({ shippingPackerId: ada.userId })).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: '/shippingPackerId' }] },
    });
    await sell({ shippingBarcode: 'Ean-1' });
    expect(await refused({ shippingBarcode: 'EAN-1' })).toMatchObject({
      status: 409,
      json: { code: 'already_exists', errors: [{ pointer: '/shippingBarcode' }] },
    });
  });

  it('are filtered, sorted, masked and included as declared', async () => {
    const me = (await ada.get('/v1/me')).json as { member: { id: string } };
    const { id } = await sell({
      shippingHandling: 'fragile',
      shippingPriority: 9,
      shippingPackerId: me.member.id,
    });
    const query =
      'filter[shippingHandling]=fragile&sort=-shippingPriority&fields=id,shippingPriority&limit=1';
    expect((await ada.get(`/v1/products?${query}`)).json.data).toEqual([{ id, shippingPriority: 9 }]);
    expect((await ada.get(`/v1/products/${id}?include=shippingPacker`)).json).toMatchObject({
      shippingPacker: { id: me.member.id },
    });
    expect((await ada.get('/v1/products?filter[shippingWeight]=3')).status).toBe(400);
  });

  it('are recorded in the audit log and the outbox, masked like any other', async () => {
    const { id } = await sell({ shippingContact: 'Grace', shippingGateCode: 'lane-7', shippingWeight: 3 });
    const [entry] = await auditOf(id);
    expect(entry?.changes).toMatchObject({
      shippingContact: { before: null, after: '[personal]' },
      shippingWeight: { before: null, after: 3 },
    });
    expect(entry?.changes).not.toHaveProperty('shippingGateCode');
    const [payload] = await payloadsOf(id);
    expect(payload).toMatchObject({ shippingWeight: 3, shippingHandling: 'standard' });
    expect(payload).not.toHaveProperty('shippingContact');
    expect(payload).not.toHaveProperty('shippingGateCode');
    const shown = (await ada.get(`/v1/products/${id}`)).json;
    expect(shown).toMatchObject({ shippingContact: 'Grace' });
    expect(shown).not.toHaveProperty('shippingGateCode');
  });

  it('are columns of exports and imports', async () => {
    const header = 'sku,name,price,currency,stock,shippingHandling,shippingWeight';
    const imported = await finished(
      await ada.post(
        '/v1/products/import',
        [header, 'IMP-1,Rope,1,EUR,1,fragile,70', 'IMP-2,Rope,1,EUR,1,thrown,70'].join('\r\n'),
        { 'content-type': 'text/csv' },
      ),
    );
    expect(imported.result).toMatchObject({ accepted: 1, refused: 1 });
    const exported = await finished(await ada.post('/v1/products/export?filter[sku][prefix]=IMP'));
    const [head, row] = (await ada.get(`/v1/jobs/${exported.id}/file`)).text.split('\r\n');
    expect(head?.split(',')).toEqual(expect.arrayContaining(['shippingHandling', 'shippingWeight']));
    expect(head).not.toContain('shippingGateCode');
    expect(row).toContain('fragile');
  });

  it('are in the document', async () => {
    const { components, paths } = (await app.http('GET', '/openapi.json')).json;
    const members = (name: string) => Object.keys(components.schemas[name].properties as object);
    expect(members('Product')).toEqual(expect.arrayContaining(['shippingHandling', 'shippingPacker']));
    expect(members('Product')).not.toContain('shippingGateCode');
    expect(members('NewProduct')).toContain('shippingGateCode');
    expect(components.schemas.NewProduct.properties.shippingHandling).toMatchObject({
      enum: ['standard', 'fragile'],
      default: 'standard',
    });
    expect(JSON.stringify(paths['/v1/products'].get.parameters)).toContain('filter[shippingHandling]');
    expect(members('Member')).toContain('payrollCostCenter');
    expect(members('Myself')).toEqual(expect.arrayContaining(['loyaltyTier', 'loyaltyCardName']));
    expect(members('ChangeMe')).toContain('loyaltyCardName');
    expect(members('ChangeMe')).not.toContain('loyaltyTier');
  });

  it('are named for the store by their extension', async () => {
    const { id } = await sell({ shippingBarcode: 'FIND-ME' });
    const products = app.get(Stores).of(Product) as unknown as Store<Product>;
    const [found] = await asOrganization(ada.organizationId, () =>
      products.find(shipping.where({ barcode: 'find-me', handling: ['standard', 'fragile'] })),
    );
    expect(found?.id).toBe(id);
    expect(shipping.of(found as Product)).toMatchObject({ barcode: 'FIND-ME', gateCode: null });
  });
});

describe('Fields that a module adds to members', () => {
  it('are written though the controller of members does not know them, in one entry each', async () => {
    const created = await ada.post('/v1/members', {
      name: 'Robot',
      role: 'member',
      roleId: null,
      payrollCostCenter: 'CC-1',
    });
    expect(created).toMatchObject({ status: 201, json: { payrollCostCenter: 'CC-1', version: 1 } });
    const { id } = created.json as { id: string };
    const patched = await ada.patch(`/v1/members/${id}`, { payrollCostCenter: 'CC-2' });
    expect(patched).toMatchObject({
      status: 200,
      json: { payrollCostCenter: 'CC-2', role: 'member', version: 2 },
    });
    const both = await ada.patch(`/v1/members/${id}`, { payrollCostCenter: 'CC-3', role: 'admin' });
    expect(both).toMatchObject({
      status: 200,
      json: { payrollCostCenter: 'CC-3', role: 'admin', version: 3 },
    });
    const entries = await auditOf(id);
    expect(entries.map(({ kind }) => kind)).toEqual(['updated', 'updated', 'created']);
    expect(await payloadsOf(id)).toMatchObject([
      { payrollCostCenter: 'CC-1' },
      { payrollCostCenter: 'CC-2' },
      { payrollCostCenter: 'CC-3', role: 'admin' },
    ]);
  });
});

describe('Fields that a module adds to users', () => {
  it('are shown and changed at /v1/me, as far as they are declared', async () => {
    const grace = await app.signUp();
    expect((await grace.get('/v1/me')).json.user).toMatchObject({
      loyaltyTier: 'basic',
      loyaltyCardName: null,
    });
    expect(await grace.patch('/v1/me', { loyaltyCardName: 'G. Hopper' })).toMatchObject({
      status: 200,
      json: { loyaltyCardName: 'G. Hopper', loyaltyTier: 'basic' },
    });
    expect(await grace.patch('/v1/me', { loyaltyTier: 'gold' })).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: '/loyaltyTier' }] },
    });
    expect(await grace.post('/v1/loyalty/upgrade')).toMatchObject({ status: 200, json: { isGold: true } });
    expect((await grace.get('/v1/me')).json.user).toMatchObject({
      loyaltyTier: 'gold',
      loyaltyCardName: 'G. Hopper',
      loyaltyGoldSince: expect.any(String),
    });
  });

  it('are checked together with what is stored at /v1/me', async () => {
    const grace = await app.signUp();
    const patch = (body: object) => grace.patch('/v1/me', body);
    const refused = { status: 400, json: { errors: [{ pointer: '/loyaltyOffers' }] } };
    expect(await patch({ loyaltyOffers: 'text' })).toMatchObject(refused);
    expect((await patch({ loyaltyPhone: '+43 1 234567' })).status).toBe(200);
    expect(await patch({ loyaltyOffers: 'text' })).toMatchObject({
      status: 200,
      json: { loyaltyOffers: 'text' },
    });
    // Neither does another field count as its default, nor is what the body leaves out set to it.
    expect(await patch({ loyaltyPhone: null })).toMatchObject(refused);
    expect(await patch({ name: 'Grace' })).toMatchObject({ json: { name: 'Grace', loyaltyOffers: 'text' } });
    expect((await patch({ loyaltyPhone: null, loyaltyOffers: 'email' })).status).toBe(200);
  });

  it('are forgotten with the person, if they are personal', async () => {
    const grace = await app.signUp();
    await grace.patch('/v1/me', { loyaltyCardName: 'G. Hopper' });
    await grace.post('/v1/loyalty/upgrade');
    expect((await grace.post('/v1/me/close', { password: grace.password })).status).toBe(204);
    const users = app.get(Stores).of(User) as unknown as Store<User>;
    const user = await acrossOrganizations('looks at what is left', () => users.get(grace.userId));
    expect(loyalty.of(user)).toMatchObject({ cardName: null, tier: 'gold' });
  });
});

it('An extended schema is the one that entities and extensions want: nothing is left to generate', async () => {
  const { upQueries } = await acrossOrganizations('compares entities and tables', () =>
    app.get(DataSource).driver.createSchemaBuilder().log(),
  );
  expect(upQueries.map(({ query }) => query)).toEqual([]);
});

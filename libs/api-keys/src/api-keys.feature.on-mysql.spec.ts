import { newApiKey } from '@keelson/access';
import { QueuePauses } from '@keelson/jobs';
import { Database } from '@keelson/sql';
import { acrossOrganizations } from '@keelson/kernel';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startApp, type Answer, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { sentBy } from '../../../test/support/sent-statements.js';
import { sell } from '../../../test/support/shop.js';
import { Members } from '@keelson/organizations';
import { ApiKeysSettings } from './index.js';
import { KeyUses } from './key-uses.js';

let app: TestApp;
let ada: SignedIn;
let bob: SignedIn;
/** The same person's address and organization, by a key. */
const as = (key: string) => ({
  get: (url: string) => app.http('GET', url, { token: key }),
  post: (url: string, body?: unknown) => app.http('POST', url, { token: key, body }),
});
const make = async (person: SignedIn, body: object = {}) => {
  const { status, json, text } = await person.post('/v1/api-keys', { name: 'Report', ...body });
  if (status !== 201) throw new Error(`no key: ${status} ${text}`);
  return json as { id: string; key: string; prefix: string; memberId: string };
};
const members = async (person: SignedIn): Promise<{ id: string; userId: string | null }[]> =>
  (await person.get('/v1/members?limit=200')).json.data;
const memberOf = async (person: SignedIn) =>
  (await members(ada)).find(({ userId }) => userId === person.userId)?.id ?? '';
const told = ({ status, json }: Answer) => (json?.code ? `${status} ${json.code}` : String(status));
const soon = (ask: () => Promise<Answer>, wanted: string) =>
  vi.waitFor(async () => expect(told(await ask())).toBe(wanted), { timeout: 15_000 });
const last = <T>(all: readonly T[]) => all.at(-1) as T;

beforeAll(async () => {
  app = await startApp({
    change: (settings) => settings.with(ApiKeysSettings, { mostOfMember: 12, mostOfOrganization: 60 }),
  });
  ada = await app.signUp();
  bob = await app.join(ada, 'member');
});
afterAll(() => app?.close());

describe('An API key', () => {
  it('is shown once, stored as a digest, and acts as who made it', async () => {
    const made = await bob.post('/v1/api-keys', { name: 'Report', networks: null });
    expect(made).toMatchObject({
      status: 201,
      headers: { location: `/v1/api-keys/${made.json.id}`, etag: '"1"' },
      json: { name: 'Report', memberId: await memberOf(bob), permissions: null, lastUsedAt: null },
    });
    const { id, key, prefix } = made.json;
    expect(key).toMatch(/^kls_[0-9A-Za-z]{33}_[0-9A-Za-z]{6}$/);
    expect(key.startsWith(prefix)).toBe(true);
    expect((await as(key).get('/v1/products')).status).toBe(200);
    const read = await bob.get(`/v1/api-keys/${id}`);
    expect(read.json).not.toHaveProperty('key');
    // Nowhere in the tables: neither row, audit entry, event nor stored answer.
    const rows = await acrossOrganizations('looks for what must not be stored', () =>
      Promise.all(
        ['api_keys', 'audit_entries', 'outbox_events', 'idempotency_keys', 'jobs'].map((table) =>
          app.get(Database).read(`SELECT * FROM ${table}`),
        ),
      ),
    );
    expect(JSON.stringify(rows)).not.toContain(key);
    expect(JSON.stringify(rows[0])).toContain(prefix);
    const audit = await ada.get('/v1/audit-entries?filter[action]=api-keys:create');
    const entry = audit.json.data.find(({ subjectId }: { subjectId: string }) => subjectId === id);
    expect(entry).toMatchObject({ kind: 'created', actorId: bob.userId, subjectType: 'api-key' });
    expect(JSON.stringify(entry)).not.toContain('igest');
  });

  it('is not replayed by an idempotency key: the same request makes another one', async () => {
    const ask = () => bob.post('/v1/api-keys', { name: 'Twice' }, { 'idempotency-key': 'keys-1' });
    const [first, second] = [await ask(), await ask()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.json.key).not.toBe(first.json.key);
    for (const { json } of [first, second]) await bob.delete(`/v1/api-keys/${json.id}`);
  });

  it('allows what it names, as far as its member has it, and nobody names more than they have', async () => {
    const { key, id } = await make(bob, { permissions: ['products:read'] });
    expect((await as(key).get('/v1/products')).status).toBe(200);
    const refused = await as(key).post('/v1/orders', { lines: [] });
    expect(refused).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect(refused.json.detail).toContain('your API key');
    expect(told(await bob.post('/v1/api-keys', { name: 'More', permissions: ['members:remove'] }))).toBe(
      '403 roles.beyond_your_own',
    );
    await bob.delete(`/v1/api-keys/${id}`);
  });

  it('holds neither what only owners have unless it names it, nor what makes keys', async () => {
    const all = await make(ada);
    const named = await make(ada, { permissions: ['members:transfer-ownership', 'members:read'] });
    const target = await memberOf(bob);
    const transfer = (key: string) => as(key).post(`/v1/members/${target}/transfer-ownership`);
    expect(told(await transfer(all.key))).toBe('403 forbidden');
    expect(told(await transfer(named.key))).not.toBe('403 forbidden');
    await app.get(Database).transaction(() =>
      acrossOrganizations('takes back what a test has given', async () => {
        await app.get(Database).write("UPDATE memberships SET role = 'member' WHERE id = ?", [target]);
        await app
          .get(Database)
          .write("UPDATE memberships SET role = 'owner' WHERE id = ?", [await memberOf(ada)]);
      }),
    );
    for (const [method, path] of [
      ['POST', '/v1/api-keys'],
      ['POST', `/v1/api-keys/${all.id}/rotate`],
      ['DELETE', `/v1/api-keys/${all.id}`],
    ] as const)
      expect(
        told(
          await app.http(method, path, {
            token: all.key,
            body: method === 'POST' ? { name: 'x' } : undefined,
          }),
        ),
      ).toBe('403 forbidden');
    for (const permission of ['api-keys:create', 'api-keys:manage', 'nothing:such'])
      expect(await ada.post('/v1/api-keys', { name: 'Key', permissions: [permission] })).toMatchObject({
        status: 400,
        json: { errors: [{ pointer: '/permissions/0' }] },
      });
    for (const { id } of [all, named]) await ada.delete(`/v1/api-keys/${id}`);
  });

  it('opens nothing that is personal', async () => {
    const { key, id } = await make(ada);
    for (const path of ['/v1/me/leave', '/v1/auth/sign-out'])
      expect(told(await as(key).post(path)), path).toBe('403 forbidden');
    expect(told(await as(key).get('/v1/me'))).toBe('403 forbidden');
    expect(told(await as(key).get('/v1/installation/queues'))).toBe('403 forbidden');
    await ada.delete(`/v1/api-keys/${id}`);
  });

  it.each<[string, object]>([
    ['a name that is none', { name: '' }],
    ['an end that has passed', { expiresAt: '2020-01-01T00:00:00.000Z' }],
    ['a network of everybody', { networks: ['0.0.0.0/0'] }],
    ['a network with bits behind its prefix', { networks: ['10.0.0.1/8'] }],
    ['a network that is none', { networks: ['example.com'] }],
    ['too many networks', { networks: Array.from({ length: 21 }, (_, n) => `10.0.0.${n}`) }],
    ['a digest', { digest: 'a'.repeat(64) }],
    ['the bearer', { bearerId: '01912345-6789-7abc-8def-000000000001' }],
  ])('is not made with %s', async (_what, body) => {
    const count = async () => (await ada.get('/v1/api-keys?count=true')).json.page.count;
    const before = await count();
    expect((await ada.post('/v1/api-keys', { name: 'Key', ...body })).status).toBe(400);
    expect(await count()).toBe(before);
  });

  it.each<[string, (key: string) => Parameters<TestApp['http']>]>([
    ['in the query', (key) => ['GET', `/v1/products?key=${key}`]],
    ['in the body', (key) => ['POST', '/v1/orders', { body: { key } }]],
    [
      'as a user of Basic',
      (key) => [
        'GET',
        '/v1/products',
        { headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` } },
      ],
    ],
    ['in the wrong case', (key) => ['GET', '/v1/products', { token: key.toUpperCase() }]],
    ['of another installation', () => ['GET', '/v1/products', { token: newApiKey().key }]],
    ['that is long', (key) => ['GET', '/v1/products', { token: key.repeat(200) }]],
  ])('%s opens nothing', async (_where, ask) => {
    const { key, id } = await make(bob);
    expect((await app.http(...ask(key))).status).toBe(401);
    expect((await as(key).get('/v1/products')).status).toBe(200);
    await bob.delete(`/v1/api-keys/${id}`);
  });

  it('works until it is revoked, in every process: also while it waits for events', async () => {
    const { key, id } = await make(bob);
    const { key: waiting, id: other } = await make(ada);
    const there = await startApp({ databaseUrl: app.databaseUrl });
    onTestFinished(() => there.close());
    const elsewhere = () => there.http('GET', '/v1/products', { token: key });
    expect([(await as(key).get('/v1/products')).status, (await elsewhere()).status]).toEqual([200, 200]);
    const { json } = await there.http('GET', '/v1/event-log?limit=200', { token: waiting });
    const poll = there.http('GET', `/v1/event-log?wait=30&after=${json.page.next}`, { token: waiting });
    expect((await bob.delete(`/v1/api-keys/${id}`)).status).toBe(204);
    expect(told(await as(key).get('/v1/products'))).toBe('401 unauthenticated');
    await soon(elsewhere, '401 unauthenticated');
    expect((await ada.delete(`/v1/api-keys/${other}`)).status).toBe(204);
    expect(told(await poll)).toBe('401 unauthenticated');
  });

  it('works until it expires, and one that has expired is not rotated as it is', async () => {
    const { key, id } = await make(bob, { expiresAt: new Date(Date.now() + 1_500) });
    expect((await as(key).get('/v1/products')).status).toBe(200);
    await soon(() => as(key).get('/v1/products'), '401 unauthenticated');
    expect((await bob.post(`/v1/api-keys/${id}/rotate`, {})).status).toBe(400);
    const again = await bob.post(`/v1/api-keys/${id}/rotate`, {
      expiresAt: '2099-01-01T00:00:00.000Z',
      overlapSeconds: 600,
    });
    expect(again).toMatchObject({ status: 200, json: { id, expiresAt: '2099-01-01T00:00:00.000Z' } });
    expect((await as(again.json.key).get('/v1/products')).status).toBe(200);
    expect(told(await as(key).get('/v1/products'))).toBe('401 unauthenticated');
    await bob.delete(`/v1/api-keys/${id}`);
  });

  it('is rotated: the old one goes on for the overlap, and the one before that ends', async () => {
    const { key: first, id } = await make(bob);
    const rotate = async (body: object = {}) => {
      const { status, json } = await bob.post(`/v1/api-keys/${id}/rotate`, body);
      expect(status).toBe(200);
      return String(json.key);
    };
    const works = async (...keys: string[]) =>
      Promise.all(keys.map(async (key) => (await as(key).get('/v1/products')).status === 200));
    const second = await rotate({ overlapSeconds: 600 });
    expect(await works(first, second)).toEqual([true, true]);
    const third = await rotate({ overlapSeconds: 2 });
    expect(await works(first, second, third)).toEqual([false, true, true]);
    await soon(() => as(second).get('/v1/products'), '401 unauthenticated');
    const fourth = await rotate();
    expect(await works(third, fourth)).toEqual([false, true]);
    expect((await bob.post(`/v1/api-keys/${id}/rotate`, { overlapSeconds: 604_801 })).status).toBe(400);
    await bob.delete(`/v1/api-keys/${id}`);
    expect(await works(third, fourth)).toEqual([false, false]);
  });

  it('tells when it was used last', async () => {
    const { key, id } = await make(bob);
    expect((await bob.get(`/v1/api-keys/${id}`)).json.lastUsedAt).toBeNull();
    expect((await as(key).get('/v1/products')).status).toBe(200);
    await acrossOrganizations('stands in for the loop', () => app.get(KeyUses).write());
    const { json } = await bob.get(`/v1/api-keys/${id}`);
    expect(json.lastUsedAt).toMatch(/Z$/);
    // Once a minute at most.
    expect((await as(key).get('/v1/products')).status).toBe(200);
    await acrossOrganizations('stands in for the loop', () => app.get(KeyUses).write());
    expect((await bob.get(`/v1/api-keys/${id}`)).json.lastUsedAt).toBe(json.lastUsedAt);
    await bob.delete(`/v1/api-keys/${id}`);
  });

  it('is one of a bounded number, also when two want the last place', async () => {
    const eve = await app.join(ada, 'member');
    const made = await Promise.all(
      Array.from({ length: 16 }, () => eve.post('/v1/api-keys', { name: 'Many' })),
    );
    expect(made.map(told).sort()).toEqual([
      ...Array.from({ length: 12 }, () => '201'),
      ...Array.from({ length: 4 }, () => '422 api_keys.too_many'),
    ]);
    for (const { json } of made) if (json.id) await eve.delete(`/v1/api-keys/${json.id}`);
  });
});

describe('The keys of others', () => {
  it('are seen and revoked by those who manage keys, and made by nobody', async () => {
    const { id, memberId } = await make(bob);
    const eve = await app.join(ada, 'member');
    expect((await eve.get(`/v1/api-keys/${id}`)).status).toBe(404);
    expect((await eve.delete(`/v1/api-keys/${id}`)).status).toBe(404);
    expect((await eve.get('/v1/api-keys')).json.data).toEqual([]);
    const seen = (await ada.get(`/v1/api-keys?filter[memberId]=${memberId}`)).json.data;
    expect(seen[0]).toMatchObject({ id, memberId });
    for (const person of [ada, eve])
      expect(told(await person.post('/v1/api-keys', { name: 'As Bob', memberId }))).toBe(
        '403 api_keys.not_yours',
      );
    expect(told(await ada.post(`/v1/api-keys/${id}/rotate`, {}))).toBe('403 api_keys.not_yours');
    expect((await ada.delete(`/v1/api-keys/${id}`)).status).toBe(204);
    const stranger = await app.signUp();
    expect(told(await stranger.post('/v1/api-keys', { name: 'Abroad', memberId }))).toMatch(/^422/);
  });
});

describe('A service account', () => {
  const account = async (role: 'member' | 'admin') =>
    String((await ada.post('/v1/members', { name: `Robot ${Math.random()}`, role })).json.id);

  it('acts by its keys, which those who manage keys make, and ends with its member', async () => {
    const memberId = await account('member');
    const { key, id } = await make(ada, { memberId });
    expect((await as(key).get('/v1/products')).status).toBe(200);
    expect(told(await as(key).get('/v1/audit-entries'))).toBe('403 forbidden');
    const productId = await sell(ada);
    const order = await as(key).post('/v1/orders', {
      buyerEmail: 'eve@example.com',
      lines: [{ productId, quantity: 1 }],
    });
    expect(order.status).toBe(201);
    const audit = await ada.get('/v1/audit-entries?filter[action]=orders:create');
    expect(last(audit.json.data)).toMatchObject({ actorId: memberId, keyId: id });
    const made = await ada.get(`/v1/audit-entries?filter[subjectId]=${id}`);
    expect(last(made.json.data)).toMatchObject({ action: 'api-keys:create', keyId: null });
    expect(told(await bob.post('/v1/api-keys', { name: 'Robot', memberId }))).toBe('403 api_keys.not_yours');
    expect((await ada.delete(`/v1/members/${memberId}`)).status).toBe(204);
    expect(told(await as(key).get('/v1/products'))).toBe('401 unauthenticated');
    await soon(() => ada.get(`/v1/api-keys/${id}`), '404 not_found');
  });

  it('that may more than a manager of keys gets no key from them', async () => {
    const role = await ada.post('/v1/roles', {
      name: 'Key keeper',
      permissions: [
        'api-keys:create',
        'api-keys:read',
        'api-keys:rotate',
        'api-keys:manage',
        'products:read',
      ],
    });
    const keeper = await app.join(ada, 'guest');
    await ada.patch(`/v1/members/${await memberOf(keeper)}`, { role: 'custom', roleId: role.json.id });
    const memberId = await account('admin');
    expect(told(await keeper.post('/v1/api-keys', { name: 'All', memberId }))).toBe(
      '403 roles.beyond_your_own',
    );
    const narrow = await keeper.post('/v1/api-keys', {
      name: 'Some',
      memberId,
      permissions: ['products:read'],
    });
    expect(narrow.status).toBe(201);
    const wide = await make(ada, { memberId });
    expect(told(await keeper.post(`/v1/api-keys/${wide.id}/rotate`, {}))).toBe('403 roles.beyond_your_own');
    expect((await as(narrow.json.key).get('/v1/products')).status).toBe(200);
  });
});

describe('A member whose rights change', () => {
  it('has keys with the rights that are left, at once', async () => {
    const role = await ada.post('/v1/roles', {
      name: 'Clerk',
      permissions: ['products:read', 'products:create', 'api-keys:create'],
    });
    const eve = await app.join(ada, 'guest');
    const evesId = await memberOf(eve);
    await ada.patch(`/v1/members/${evesId}`, { role: 'custom', roleId: role.json.id });
    const product = (sku: string) => ({ sku, name: 'Nut', price: 1, currency: 'EUR', stock: 1 });
    const all = await make(eve);
    const some = await make(eve, { permissions: ['products:create'] });
    for (const { key } of [all, some])
      expect((await as(key).post('/v1/products', product(key.slice(4, 20)))).status).toBe(201);
    await ada.patch(`/v1/roles/${role.json.id}`, { permissions: ['products:read'] });
    for (const { key } of [all, some])
      expect(told(await as(key).post('/v1/products', product('X')))).toBe('403 forbidden');
    expect((await as(all.key).get('/v1/products')).status).toBe(200);
    expect(told(await as(some.key).get('/v1/products'))).toBe('403 forbidden');
    expect((await ada.delete(`/v1/members/${evesId}`)).status).toBe(204);
    for (const { key } of [all, some])
      expect(told(await as(key).get('/v1/products'))).toBe('401 unauthenticated');
    for (const { id } of [all, some]) await soon(() => ada.get(`/v1/api-keys/${id}`), '404 not_found');
  });
});

const held = async (queue: string, work: () => Promise<void>) => {
  await app.get(QueuePauses).pause(queue);
  try {
    await work();
  } finally {
    await app.get(QueuePauses).resume(queue);
  }
};

describe('A member who leaves and comes back', () => {
  const comeBack = (person: SignedIn, role: 'admin' | 'member') =>
    app
      .get(Database)
      .transaction(() =>
        app
          .get(Members)
          .add(ada.organizationId, { userId: person.userId, name: 'Eve', email: person.email }, { role }),
      );

  it('has none of the earlier keys, and keeps the new ones, however late the removal is told', async () => {
    const eve = await app.join(ada, 'member');
    const before = await make(eve);
    expect((await as(before.key).get('/v1/products')).status).toBe(200);
    await held('api-keys.end-with-member', async () => {
      for (const role of ['admin', 'member'] as const) {
        expect((await eve.post('/v1/me/leave')).status).toBe(204);
        expect(told(await as(before.key).get('/v1/products'))).toBe('401 unauthenticated');
        await comeBack(eve, role);
        expect(told(await as(before.key).get('/v1/products'))).toBe('401 unauthenticated');
      }
      // Nor does a rotation bring it back.
      expect(told(await eve.post(`/v1/api-keys/${before.id}/rotate`, {}))).toBe('404 not_found');
    });
    const after = await make(eve);
    expect((await as(after.key).get('/v1/products')).status).toBe(200);
    await soon(() => eve.get(`/v1/api-keys/${before.id}`), '404 not_found');
    expect((await eve.get('/v1/api-keys')).json.data).toMatchObject([{ id: after.id }]);
    expect((await as(after.key).get('/v1/products')).status).toBe(200);
  });

  it('keeps a key that was made before the event arrives', async () => {
    const eve = await app.join(ada, 'member');
    const before = await make(eve);
    let after = before;
    await held('api-keys.end-with-member', async () => {
      await eve.post('/v1/me/leave');
      await comeBack(eve, 'member');
      after = await make(eve);
      // As a process would write it whose clock is behind.
      await acrossOrganizations('ages a key', () =>
        app
          .get(Database)
          .write('UPDATE api_keys SET created_at = ? WHERE id = ?', [
            new Date(Date.now() - 60_000),
            after.id,
          ]),
      );
    });
    await soon(() => eve.get(`/v1/api-keys/${before.id}`), '404 not_found');
    expect((await as(after.key).get('/v1/products')).status).toBe(200);
  });
});

describe('A look-up of a key', () => {
  it('costs one statement when there is none', async () => {
    const sent = await sentBy(async () => {
      expect(told(await as(newApiKey().key).get('/v1/products'))).toBe('401 unauthenticated');
    });
    expect(sent.filter(({ text }) => text.includes('api_keys'))).toHaveLength(1);
  });
});

describe('A job that a key has started', () => {
  const cancelled = async (location: string, detail: string) => {
    const job = await vi.waitFor(
      async () => {
        const { json } = await ada.get(location);
        expect(json.state).toBe('cancelled');
        return json;
      },
      { timeout: 20_000 },
    );
    expect(job.problem).toMatchObject({ code: 'jobs.rights_lost', detail: expect.stringContaining(detail) });
    const audit = await ada.get('/v1/audit-entries?filter[action]=jobs:cancel&limit=200');
    expect(audit.json.data).toContainEqual(
      expect.objectContaining({
        subjectId: job.id,
        actorId: null,
        changes: expect.objectContaining({ code: { before: null, after: 'jobs.rights_lost' } }),
      }),
    );
    return job;
  };

  it('runs with the rights of the key', async () => {
    const { key, id } = await make(ada, { permissions: ['products:export', 'products:read', 'jobs:read'] });
    const asked = await as(key).post('/v1/products/export?format=csv');
    expect(asked.status).toBe(202);
    const done = await vi.waitFor(async () => {
      const { json } = await as(key).get(asked.json.location);
      expect(json.state).toBe('done');
      return json;
    }, 20_000);
    expect(done).toMatchObject({ callerId: ada.userId, keyId: id });
    await ada.delete(`/v1/api-keys/${id}`);
  });

  it('is cancelled when the key is revoked before it runs, with an audit entry', async () => {
    const { key, id } = await make(ada);
    let location = '';
    await held('rows.export', async () => {
      const asked = await as(key).post('/v1/products/export?format=csv');
      expect(asked.status).toBe(202);
      location = asked.json.location;
      await ada.delete(`/v1/api-keys/${id}`);
    });
    await cancelled(location, 'was revoked');
  });

  it('is cancelled when its member has left, and so is one of the member alone', async () => {
    const eve = await app.join(ada, 'admin');
    const { key } = await make(eve);
    const locations: string[] = [];
    await held('rows.import', async () => {
      const csv = 'sku,name,description,price,currency,stock\nEVE-1,E,,1,EUR,1\n';
      const headers = { 'content-type': 'text/csv' };
      for (const token of [key, eve.token])
        locations.push(
          (await app.http('POST', '/v1/products/import', { token, body: csv, headers })).json.location,
        );
      await ada.delete(`/v1/members/${await memberOf(eve)}`);
    });
    const [byKey, byPerson] = locations as [string, string];
    await cancelled(byKey, 'its member has left');
    await cancelled(byPerson, 'no longer a member');
    expect((await ada.get('/v1/products?filter[sku]=EVE-1')).json.data).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type Answer, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { MembersSettings } from './index.js';

let app: TestApp;
let owner: SignedIn;
beforeAll(async () => {
  app = await startApp({ change: (settings) => settings.with(MembersSettings, { mostRoles }) });
  owner = await app.signUp();
});
afterAll(() => app?.close());

const mostRoles = 15;
let made = 0;
const newRole = (person: SignedIn, permissions: readonly string[]): Promise<Answer> =>
  person.post('/v1/roles', { name: `Role ${(made += 1)}`, permissions });
const roleWith = async (...permissions: string[]): Promise<string> => {
  const answer = await newRole(owner, permissions);
  expect(answer.status).toBe(201);
  return answer.json.id;
};
const urlOf = async (person: SignedIn): Promise<string> => {
  const { json } = await owner.get('/v1/members?limit=200');
  const all = json.data as { id: string; userId: string }[];
  return `/v1/members/${all.find(({ userId }) => userId === person.userId)?.id}`;
};
/** A member with a role of these permissions. */
const memberWith = async (...permissions: string[]): Promise<SignedIn> => {
  const person = await app.join(owner, 'guest');
  const given = { role: 'custom', roleId: await roleWith(...permissions) };
  expect((await owner.patch(await urlOf(person), given)).status).toBe(200);
  return person;
};
const code = ({ status, json }: Answer) => (json?.code ? `${status} ${json.code}` : String(status));

describe('/v1/roles', () => {
  it('are made of the permissions of the catalog', async () => {
    const { json } = await owner.get('/v1/permissions');
    expect(json.data).toContainEqual({
      name: 'roles:create',
      description: 'Create a role',
      members: false,
      ownersOnly: false,
      provenOnly: false,
    });
    expect(json.data).toContainEqual(
      expect.objectContaining({ name: 'members:transfer-ownership', ownersOnly: true }),
    );
    for (const name of ['orders:fly', 'members:transfer-ownership', 'installation-jobs:read'])
      expect(await newRole(owner, ['roles:read', name])).toMatchObject({
        status: 400,
        json: { code: 'validation_failed', errors: [{ pointer: '/permissions/1' }] },
      });
    for (const permissions of [['roles:read', 'roles:read'], ['x'], [7], 'roles:read', null, {}])
      expect((await newRole(owner, permissions as string[])).status).toBe(400);
    expect(code(await owner.post('/v1/roles', { name: 'x'.repeat(81), permissions: [] }))).toBe(
      '400 validation_failed',
    );
    await owner.post('/v1/roles', { name: 'Warehouse', permissions: [] });
    expect(code(await owner.post('/v1/roles', { name: 'wareHOUSE', permissions: [] }))).toBe(
      '409 already_exists',
    );
  });

  it('grant no more than their maker has', async () => {
    const bob = await memberWith('roles:create', 'roles:update', 'roles:read');
    expect(await newRole(bob, ['roles:read', 'orders:pay'])).toMatchObject({
      status: 403,
      json: { code: 'roles.beyond_your_own', detail: expect.stringContaining('orders:pay') },
    });
    const mine = await newRole(bob, ['roles:read']);
    expect(mine.status).toBe(201);
    const url = `/v1/roles/${mine.json.id}`;
    expect(code(await bob.patch(url, { permissions: ['roles:read', 'orders:pay'] }))).toBe(
      '403 roles.beyond_your_own',
    );
    expect((await bob.patch(url, { description: 'Reads' })).status).toBe(200);
    // What the caller lacks may stay and be taken away.
    const theirs = `/v1/roles/${await roleWith('orders:pay', 'orders:read')}`;
    expect((await bob.patch(theirs, { permissions: ['orders:pay', 'roles:read'] })).status).toBe(200);
    expect((await bob.patch(theirs, { permissions: [] })).status).toBe(200);
  });

  it('are given by whoever has as much', async () => {
    const bob = await memberWith('members:update', 'members:read', 'members:create', 'orders:read');
    const carl = await urlOf(await app.join(owner, 'guest'));
    const give = async (roleId: string) => code(await bob.patch(carl, { role: 'custom', roleId }));
    expect(await give(await roleWith('orders:pay'))).toBe('403 roles.beyond_your_own');
    expect(code(await bob.patch(carl, { role: 'admin' }))).toBe('403 roles.beyond_your_own');
    expect(code(await bob.post('/v1/members', { name: 'Robot', role: 'admin' }))).toBe(
      '403 roles.beyond_your_own',
    );
    expect(await give(await roleWith('orders:read'))).toBe('200');
    const stranger = await app.signUp();
    const foreign = await newRole(stranger, []);
    expect(await give(foreign.json.id)).toBe('422 reference_not_found');
    expect(code(await bob.patch(carl, { roleId: null }))).toBe('200');
    expect(code(await bob.patch(await urlOf(bob), { role: 'owner' }))).toBe('403 members.not_an_owner');
  });

  it('stay while members hold them, also when both happens at once', async () => {
    const guest = await urlOf(await app.join(owner, 'guest'));
    for (let round = 0; round < 4; round += 1) {
      const roleId = await roleWith('orders:read');
      const [given, removed] = await Promise.all([
        owner.patch(guest, { role: 'custom', roleId }),
        owner.delete(`/v1/roles/${roleId}`),
      ]);
      // Whoever is first decides.
      expect(['200 then 409 roles.in_use', '422 reference_not_found then 204']).toContain(
        `${code(given)} then ${code(removed)}`,
      );
      expect((await owner.patch(guest, { role: 'custom', roleId: null })).status).toBe(200);
      expect([204, 404]).toContain((await owner.delete(`/v1/roles/${roleId}`)).status);
    }
  });

  it('are bounded, also for two requests at once', async () => {
    const boss = await app.signUp();
    for (let before = 2; before < mostRoles; before += 1) expect((await newRole(boss, [])).status).toBe(201);
    const answers = await Promise.all([1, 2, 3, 4].map(() => newRole(boss, [])));
    expect(answers.map(code).sort()).toEqual(['201', '201', '422 roles.too_many', '422 roles.too_many']);
  });

  it('stamp what their holders write', async () => {
    const bob = await memberWith('products:create', 'products:read', 'members:read');
    const bobs = (await urlOf(bob)).replace('/v1/members/', '');
    const product = { sku: 'STAMP-1', name: 'Stamp', price: 100, currency: 'EUR', stock: 1 };
    expect((await bob.post('/v1/products', { ...product, createdById: bobs })).status).toBe(400);
    const created = await bob.post('/v1/products', product);
    expect(created.json).toMatchObject({ createdById: bobs, updatedById: bobs });
    const url = `/v1/products/${created.json.id}`;
    const { json } = await owner.patch(url, { name: 'Seal' });
    const owners = (await urlOf(owner)).replace('/v1/members/', '');
    expect(json).toMatchObject({ createdById: bobs, updatedById: owners });
    // Who has left is still named, and cannot be chosen any more.
    expect((await owner.delete(`/v1/members/${bobs}`)).status).toBe(204);
    expect((await owner.get(`${url}?include=createdBy,updatedBy`)).json).toMatchObject({
      createdBy: { id: bobs, name: 'Ada', status: 'removed' },
      updatedBy: { id: owners, status: 'active' },
    });
    const reader = await memberWith('products:read', 'products:update', 'members:read');
    const seen = await reader.get(`${url}?include=createdBy`);
    expect(seen.json.createdBy).toMatchObject({ id: bobs, name: 'Ada' });
    expect(seen.json.createdBy).not.toHaveProperty('email');
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../test/support/app.js';

let app: TestApp;
let ada: SignedIn;
beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp();
});
afterAll(() => app?.close());

interface MemberView {
  readonly id: string;
  readonly userId: string | null;
  readonly email?: string;
  readonly role: string;
}

const list = async (person: SignedIn, query = ''): Promise<MemberView[]> => {
  const { status, json, text } = await person.get(`/v1/members?limit=200${query && `&${query}`}`);
  if (status !== 200) throw new Error(`the list answered ${status}: ${text}`);
  return json.data;
};
const memberOf = async (person: SignedIn): Promise<string> => {
  const all = await list(person);
  return all.find(({ userId }) => userId === person.userId)?.id ?? '';
};
/** A role with these permissions. */
const roleWith = async (owner: SignedIn, ...permissions: string[]): Promise<string> => {
  const made = await owner.post('/v1/roles', { name: `Role ${permissions.join(' ')}`, permissions });
  expect(made).toMatchObject({ status: 201, json: { permissions } });
  return String(made.json.id);
};
const code = ({ status, json }: { status: number; json: { code?: string } | null }) =>
  json?.code ? `${status} ${json.code}` : String(status);

describe('/v1/members', () => {
  it('shows people by name to every member, and addresses only with the permission', async () => {
    const bob = await app.join(ada, 'member');
    const seen = await list(ada, 'sort=createdAt');
    expect(seen).toMatchObject([
      { kind: 'person', userId: ada.userId, name: 'Ada', email: ada.email, role: 'owner', status: 'active' },
      { kind: 'person', userId: bob.userId, name: 'Ada', email: bob.email, role: 'member' },
    ]);
    const whole = await bob.get('/v1/members?sort=createdAt');
    expect(whole.json.data).toMatchObject([{ userId: ada.userId, name: 'Ada' }, { userId: bob.userId }]);
    expect(whole.text).not.toContain('@example.com');
    for (const query of ['fields=email', `filter[email]=${ada.email}`, 'filter[email][prefix]=u'])
      expect(await bob.get(`/v1/members?${query}`)).toMatchObject({
        status: 403,
        json: { code: 'forbidden', detail: expect.stringContaining('members:read-addresses') },
      });
    expect(await list(ada, `filter[email]=${bob.email}`)).toMatchObject([{ userId: bob.userId }]);
  });

  it('answers with another ETag whoever sees less of a row', async () => {
    const bob = await app.join(ada, 'member');
    const url = `/v1/members/${await memberOf(bob)}`;
    const [more, less] = [await ada.get(url), await bob.get(url)];
    expect(more).toMatchObject({ status: 200, headers: { etag: '"1"' }, json: { email: bob.email } });
    expect(less.headers['etag']).toMatch(/^"1\..+"$/);
    expect(less.json).not.toHaveProperty('email');
    expect((await bob.get(url, { 'if-none-match': '"1"' })).status).toBe(200);
    expect((await bob.get(url, { 'if-none-match': String(less.headers['etag']) })).status).toBe(304);
    expect((await ada.get(url, { 'if-none-match': '"1"' })).status).toBe(304);
  });

  it('gives and takes rights at once, for the token there is', async () => {
    const owner = await app.signUp();
    const bob = await app.join(owner, 'member');
    const url = `/v1/members/${await memberOf(bob)}`;
    expect((await bob.get('/v1/audit-entries')).status).toBe(403);
    expect(await owner.patch(url, { role: 'admin' })).toMatchObject({ status: 200, json: { role: 'admin' } });
    expect((await bob.get('/v1/audit-entries')).status).toBe(200);
    const roleId = await roleWith(owner, 'products:read');
    expect(await owner.patch(url, { role: 'custom', roleId })).toMatchObject({
      status: 200,
      json: { role: 'custom', roleId },
    });
    expect((await bob.get('/v1/audit-entries')).status).toBe(403);
    expect((await bob.get('/v1/products')).status).toBe(200);
    // A change of the role, too.
    expect((await bob.get('/v1/roles')).status).toBe(403);
    await owner.patch(`/v1/roles/${roleId}`, { permissions: ['roles:read'] });
    expect((await bob.get('/v1/roles')).status).toBe(200);
    expect((await bob.get('/v1/products')).status).toBe(403);
    expect(await owner.patch(url, { role: 'member' })).toMatchObject({
      json: { role: 'member', roleId: null },
    });
    expect((await owner.patch(url, { role: 'member', roleId })).status).toBe(400);
  });

  it('removes a member: the token is dead, the name stays, and the event is recorded', async () => {
    const owner = await app.signUp();
    const bob = await app.join(owner, 'member');
    const id = await memberOf(bob);
    expect((await bob.get('/v1/products')).status).toBe(200);
    expect((await owner.delete(`/v1/members/${id}`)).status).toBe(204);
    expect((await bob.get('/v1/products')).status).toBe(401);
    expect(await owner.get(`/v1/members/${id}`)).toMatchObject({
      status: 200,
      json: { name: 'Ada', role: 'custom', status: 'removed', removedAt: expect.any(String) },
    });
    expect(await list(owner)).toHaveLength(1);
    expect(await list(owner, 'filter[status]=removed')).toMatchObject([{ id }]);
    expect(code(await owner.delete(`/v1/members/${id}`))).toBe('409 wrong_state');
    const { data } = (await owner.get(`/v1/audit-entries?filter[subjectId]=${id}`)).json;
    expect(data[0]).toMatchObject({
      action: 'members:remove',
      kind: 'updated',
      actorId: owner.userId,
      changes: {
        status: { before: 'active', after: 'removed' },
        role: { before: 'member', after: 'custom' },
      },
    });
  });
});

import { Database } from '@keelson/sql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { Members, MembersSettings } from './index.js';

let app: TestApp;
let ada: SignedIn;
beforeAll(async () => {
  app = await startApp({
    change: (settings) => settings.with(MembersSettings, { mostServiceAccounts: 2 }),
  });
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
const ownUrl = async (person: SignedIn) => `/v1/members/${await memberOf(person)}`;
const twoOwners = async (): Promise<[SignedIn, SignedIn]> => {
  const one = await app.signUp();
  const other = await app.join(one, 'admin');
  expect((await one.patch(await ownUrl(other), { role: 'owner' })).status).toBe(200);
  return [one, other];
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

describe('service accounts', () => {
  it('are members without a user, and never owners', async () => {
    const owner = await app.signUp();
    const made = await owner.post('/v1/members', { name: 'Label printer', role: 'member' });
    expect(made).toMatchObject({
      status: 201,
      json: { kind: 'service', userId: null, email: null, name: 'Label printer', role: 'member' },
    });
    const url = `/v1/members/${made.json.id}`;
    expect((await owner.post('/v1/members', { name: 'Boss', role: 'owner' })).status).toBe(400);
    expect(code(await owner.patch(url, { role: 'owner' }))).toBe('422 members.not_a_person');
    expect(code(await owner.post(`${url}/transfer-ownership`))).toBe('422 members.not_a_person');
    expect((await owner.get(url)).json).toMatchObject({ role: 'member', version: 1 });
  });

  it('are bounded, also for two requests at once', async () => {
    const owner = await app.signUp();
    const answers = await Promise.all(
      ['A', 'B', 'C', 'D'].map((name) => owner.post('/v1/members', { name, role: 'custom' })),
    );
    expect(answers.map(code).sort()).toEqual([
      '201',
      '201',
      '422 members.too_many_service_accounts',
      '422 members.too_many_service_accounts',
    ]);
  });
});

describe('owners', () => {
  it('cannot all go: the last one neither leaves, nor is demoted or removed', async () => {
    const owner = await app.signUp();
    const url = `/v1/members/${await memberOf(owner)}`;
    expect(code(await owner.post('/v1/me/leave'))).toBe('409 members.last_owner');
    expect(code(await owner.patch(url, { role: 'admin' }))).toBe('409 members.last_owner');
    expect(code(await owner.delete(url))).toBe('409 members.last_owner');
    expect((await owner.get(url)).json).toMatchObject({ role: 'owner', status: 'active', version: 1 });
  });

  it.each([
    ['leave', (person: SignedIn) => person.post('/v1/me/leave')],
    ['step down', async (person: SignedIn) => person.patch(await ownUrl(person), { role: 'member' })],
    ['are removed', async (person: SignedIn) => person.delete(await ownUrl(person))],
  ])('cannot all go at once: of two who %s, one stays', async (_, go) => {
    const [ada, bob] = await twoOwners();
    const answers = await Promise.all([go(ada), go(bob)]);
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
    expect(answers.map(code)).toContain('409 members.last_owner');
    const stays = answers[0].status < 300 ? bob : ada;
    expect(await list(stays, 'filter[role]=owner')).toMatchObject([{ userId: stays.userId }]);
  });

  it('are changed and removed by owners only', async () => {
    const [ada, bob] = await twoOwners();
    const admin = await app.join(ada, 'admin');
    const url = `/v1/members/${await memberOf(bob)}`;
    expect(code(await admin.patch(url, { role: 'member' }))).toBe('403 members.not_an_owner');
    expect(code(await admin.delete(url))).toBe('403 members.not_an_owner');
    expect(code(await admin.patch(await ownUrl(admin), { role: 'owner' }))).toBe('403 members.not_an_owner');
    expect(code(await admin.post(`${url}/transfer-ownership`))).toBe('403 forbidden');
    expect((await ada.patch(url, { role: 'member' })).status).toBe(200);
  });

  it('hand the organization to another member, and are admins then', async () => {
    const owner = await app.signUp();
    const bob = await app.join(owner, 'member');
    const next = await memberOf(bob);
    expect((await owner.post(`/v1/members/${next}/transfer-ownership`)).status).toBe(204);
    expect((await bob.get(`/v1/members/${next}`)).json).toMatchObject({ role: 'owner' });
    expect((await owner.get('/v1/me')).json).toMatchObject({ role: 'admin' });
    expect(code(await owner.post(`/v1/members/${next}/transfer-ownership`))).toBe('403 forbidden');
    expect((await bob.delete(await ownUrl(owner))).status).toBe(204);
    const removed = await bob.get('/v1/members?filter[status]=removed');
    expect(code(await bob.post(`/v1/members/${removed.json.data[0].id}/transfer-ownership`))).toBe(
      '409 wrong_state',
    );
    expect((await bob.post('/v1/members/nobody/transfer-ownership')).status).toBe(400);
    expect((await bob.post(`/v1/members/${await memberOf(ada)}/transfer-ownership`)).status).toBe(404);
  });

  it('take someone back as the same member', async () => {
    const owner = await app.signUp();
    const bob = await app.join(owner, 'admin');
    const id = await memberOf(bob);
    expect((await bob.post('/v1/me/leave')).status).toBe(204);
    expect((await bob.get('/v1/products')).status).toBe(401);
    await vi.waitFor(
      async () => {
        const { data } = (await owner.get('/v1/event-log?limit=200')).json;
        expect(data).toContainEqual(
          expect.objectContaining({
            type: 'member.removed',
            payload: { id, kind: 'person', userId: bob.userId },
          }),
        );
      },
      { timeout: 15_000 },
    );
    const person = { userId: bob.userId, name: 'Bob', email: bob.email };
    await app
      .get(Database)
      .transaction(() => app.get(Members).add(owner.organizationId, person, { role: 'member' }));
    expect(await list(owner, 'filter[status]=active&filter[role]=member')).toMatchObject([
      { id, name: 'Bob', role: 'member', removedAt: null },
    ]);
    expect((await bob.get('/v1/products')).status).toBe(200);
  });
});

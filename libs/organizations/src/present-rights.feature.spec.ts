import { acrossOrganizations, asOrganization, Stores, withContext } from '@keelson/kernel';
import { Database, Turns } from '@keelson/sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type Answer, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { whileOpen } from '../../../test/support/while-open.js';
import { Member } from './index.js';
import { rightsTurn } from './present-rights.js';

let app: TestApp;
let owner: SignedIn;
/** An owner, whose role is about to go. */
let former: SignedIn;
let ids: { readonly former: string; readonly other: string };
beforeAll(async () => {
  app = await startApp();
  owner = await app.signUp();
  const [admin, other] = [await app.join(owner, 'admin'), await app.join(owner, 'member')];
  former = admin;
  ids = { former: await memberOf(admin), other: await memberOf(other) };
});
afterAll(() => app?.close());

/** What the requests are about. */
interface Scene {
  readonly other: string;
  readonly role: string;
  readonly invitation: string;
  readonly key: string;
  readonly robot: string;
}

const made = async (answer: Promise<Answer>): Promise<string> => {
  const { status, json, text } = await answer;
  if (status !== 201) throw new Error(`Nothing was made: ${status} ${text}`);
  return String(json.id);
};
const memberOf = async ({ userId }: SignedIn): Promise<string> => {
  const { data } = (await owner.get('/v1/members?limit=200')).json;
  return (data as { id: string; userId: string }[]).find((one) => one.userId === userId)?.id ?? '';
};
let scenes = 0;
const scene = async (): Promise<Scene> => {
  const name = `Scene ${(scenes += 1)}`;
  const role = await made(owner.post('/v1/roles', { name, permissions: ['products:read'] }));
  const email = `guest-${scenes}@example.com`;
  const invitation = await made(owner.post('/v1/invitations', { email, role: 'member' }));
  const robot = await made(owner.post('/v1/members', { name, role: 'member' }));
  const key = await made(owner.post('/v1/api-keys', { name, memberId: robot }));
  await app.get(Database).transaction(async () => {
    await set(ids.former, { role: 'owner' });
    await set(ids.other, { role: 'member', status: 'active', removedAt: null });
  });
  // Remembered by this process from now on.
  expect((await former.get('/v1/roles')).status).toBe(200);
  return { other: ids.other, role, invitation, robot, key };
};

/** As another process does it, whose change this one has not heard of yet. */
const set = (id: string, values: Partial<Member>) =>
  asOrganization(owner.organizationId, async () => {
    await app.get(Turns).take(rightsTurn(owner.organizationId));
    const store = app.get(Stores).of(Member);
    const [member] = (await store.lock([id])) as [Member];
    await withContext({ operation: 'test:set' }, () => store.save(Object.assign(member, values)));
  });

const acts: readonly [string, (person: SignedIn, scene: Scene) => Promise<Answer>][] = [
  ['hands the organization over', (one, { other }) => one.post(`/v1/members/${other}/transfer-ownership`)],
  ['changes a role of a member', (one, { other }) => one.patch(`/v1/members/${other}`, { role: 'admin' })],
  ['removes a member', (one, { other }) => one.delete(`/v1/members/${other}`)],
  ['makes a service account', (one) => one.post('/v1/members', { name: 'Mine', role: 'admin' })],
  ['makes a role', (one) => one.post('/v1/roles', { name: 'Mine', permissions: ['members:update'] })],
  ['changes a role', (one, { role }) => one.patch(`/v1/roles/${role}`, { permissions: ['roles:create'] })],
  ['removes a role', (one, { role }) => one.delete(`/v1/roles/${role}`)],
  ['invites', (one) => one.post('/v1/invitations', { email: 'mine@example.com', role: 'admin' })],
  ['sends an invitation again', (one, { invitation }) => one.post(`/v1/invitations/${invitation}/resend`)],
  ['revokes an invitation', (one, { invitation }) => one.delete(`/v1/invitations/${invitation}`)],
  ['makes a key', (one, { robot }) => one.post('/v1/api-keys', { name: 'Mine', memberId: robot })],
  ['rotates a key', (one, { key }) => one.post(`/v1/api-keys/${key}/rotate`, {})],
  ['revokes a key', (one, { key }) => one.delete(`/v1/api-keys/${key}`)],
];
const refused = new Set([403, 404]);

describe('whoever loses the right at the same time', () => {
  it.each(acts)('no longer %s, and does so with the right', async (_, act) => {
    const here = await scene();
    const first = () => set(ids.former, { role: 'member' });
    const writes = 'memberships|roles|invitations|api_keys';
    const answer = await whileOpen(app.get(Database), first, () => act(former, here), writes);
    expect(refused, answer.text).toContain(answer.status);
    await app.get(Database).transaction(() => set(ids.former, { role: 'owner' }));
    expect((await act(former, here)).status).toBeLessThan(300);
  });

  it('or has left, or signed out, changes nothing', async () => {
    const { other } = await scene();
    const change = () => former.patch(`/v1/members/${other}`, { role: 'admin' });
    const leave = () => set(ids.former, { status: 'removed', removedAt: new Date() });
    expect((await whileOpen(app.get(Database), leave, change, 'memberships')).status).toBe(401);
    await app.get(Database).transaction(() => set(ids.former, { status: 'active', removedAt: null }));
    const signOut = () =>
      app
        .get(Database)
        .write('UPDATE sessions SET ended_at = ? WHERE user_id = ?', [new Date(), former.userId]);
    await app.get(Database).transaction(signOut);
    expect((await change()).status).toBe(401);
    expect((await owner.get(`/v1/members/${other}`)).json).toMatchObject({ role: 'member' });
  });

  /** As another process does it. */
  const write = (sql: string, values: readonly (string | Date)[]) =>
    acrossOrganizations('acts as another process', () => app.get(Database).write(sql, values));

  it('or has the secret of a key from before its rotation, changes nothing', async () => {
    const { other } = await scene();
    const robot = await made(owner.post('/v1/members', { name: 'Robot', role: 'admin' }));
    const { json } = await owner.post('/v1/api-keys', { name: 'Robot', memberId: robot });
    const id = String(json.id);
    const change = () =>
      app.http('PATCH', `/v1/members/${other}`, { token: String(json.key), body: { role: 'member' } });
    expect((await change()).status).toBe(200);
    const rotate = (end: Date, digest: string) =>
      write(
        'UPDATE api_keys SET previous_digest = COALESCE(previous_digest, digest), previous_expires_at = ?, digest = ? WHERE id = ?',
        [end, digest.repeat(64), id],
      );
    // It goes on while the two overlap.
    await rotate(new Date(Date.now() + 3_600_000), 'a');
    expect((await change()).status).toBe(200);
    await rotate(new Date(Date.now() - 3_600_000), 'b');
    expect((await change()).status).toBe(401);
    await write('UPDATE api_keys SET previous_digest = NULL WHERE id = ?', [id]);
    expect((await change()).status).toBe(401);
  });

  it('or is of a suspended organization, with a token or a key, changes nothing', async () => {
    const { other } = await scene();
    const robot = await made(owner.post('/v1/members', { name: 'Robot', role: 'admin' }));
    const { json } = await owner.post('/v1/api-keys', { name: 'Robot', memberId: robot });
    const give = (token: string, role: string) =>
      app.http('PATCH', `/v1/members/${other}`, { token, body: { role } });
    const tokens = [String(json.key), owner.token];
    for (const token of tokens) expect((await give(token, 'member')).status).toBe(200);
    const become = (status: string) =>
      write('UPDATE organizations SET status = ? WHERE id = ?', [status, owner.organizationId]);
    await become('suspended');
    for (const token of tokens)
      expect((await give(token, 'admin')).json).toMatchObject({ code: 'organizations.suspended' });
    await become('active');
    expect((await owner.get(`/v1/members/${other}`)).json).toMatchObject({ role: 'member' });
  });
});

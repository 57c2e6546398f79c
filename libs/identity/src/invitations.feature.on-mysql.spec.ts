import { asOrganization } from '@keelson/kernel';
import { MailTokens } from '@keelson/access';
import { Schedules } from '@keelson/jobs';
import { Database } from '@keelson/sql';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { signIn, startApp, type Answer, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { Members } from '@keelson/organizations';
import { Mailbox } from '@keelson/testing';

let app: TestApp;
let owner: SignedIn;
const mailbox = new Mailbox();
const seen = new Set<string>();
beforeAll(async () => {
  app = await startApp({ override: mailbox.override });
  owner = await app.signUp();
});
afterAll(() => app?.close());

const password = 'four white boats at sea';
let made = 0;
const newAddress = () => `guest-${(made += 1)}@example.com`;
const code = ({ status, json }: Answer) => (json?.code ? `${status} ${json.code}` : String(status));
/** Of a mail that was not read before. */
const nextToken = (email: string) =>
  vi.waitFor(
    async () => {
      const token = await mailbox.token(email, 'invitation');
      if (seen.has(token)) throw new Error(`${email} has no new invitation.`);
      seen.add(token);
      return token;
    },
    { timeout: 20_000, interval: 20 },
  );
const invite = async (email: string, by = owner, as: object = { role: 'member' }) => {
  const answer = await by.post('/v1/invitations', { email, ...as });
  expect(answer).toMatchObject({ status: 201, json: { email, status: 'pending' } });
  return { id: String(answer.json.id), token: await nextToken(email) };
};
const join = (token: string, name = 'Grace') =>
  app.http('POST', '/v1/auth/accept-invitation', { body: { token, name, password } });
const accept = (person: SignedIn, token: string) => person.post('/v1/me/accept-invitation', { token });
const expire = (id: string) =>
  asOrganization(owner.organizationId, () =>
    app
      .get(Database)
      .write('UPDATE invitations SET expires_at = ? WHERE organization_id = ? AND id = ?', [
        new Date('2020-01-01T00:00:00.000Z'),
        owner.organizationId,
        id,
      ]),
  );
const memberOf = async ({ userId }: SignedIn): Promise<string> => {
  const { data } = (await owner.get('/v1/members?limit=200')).json;
  return (data as { id: string; userId: string }[]).find((one) => one.userId === userId)?.id ?? '';
};
const statusOf = async (id: string) => (await owner.get(`/v1/invitations/${id}`)).json.status as string;

describe('an invitation', () => {
  it('is accepted by a new account, whose address it proves, and once', async () => {
    const email = newAddress();
    const { id, token } = await invite(email);
    const joined = await join(token);
    expect(joined).toMatchObject({ status: 201, json: { email, organizationId: owner.organizationId } });
    const guest = await signIn(app.http, email, password);
    expect((await guest.get('/v1/me')).json).toMatchObject({
      user: { email, name: 'Grace' },
      role: 'member',
      organizations: [{ id: owner.organizationId }],
    });
    expect((await owner.get(`/v1/invitations/${id}?include=member`)).json).toMatchObject({
      status: 'accepted',
      member: { id: joined.json.memberId, name: 'Grace' },
    });
    expect(code(await join(token))).toBe('409 invitations.closed');
    expect(code(await accept(guest, token))).toBe('409 invitations.closed');
    const { data } = (await owner.get(`/v1/audit-entries?filter[subjectId]=${id}`)).json;
    expect(data[0]).toMatchObject({ action: 'auth:accept-invitation', actorId: guest.userId });
    const events = await owner.get('/v1/event-log?limit=200');
    expect(events.json.data).toContainEqual(
      expect.objectContaining({
        type: 'invitation.updated',
        payload: expect.objectContaining({ status: 'accepted' }),
      }),
    );
  });

  it('is accepted by the account of the address, in any case of its letters, and by no other', async () => {
    const [guest, other] = [await app.signUp(), await app.signUp()];
    const { id, token } = await invite(guest.email.toUpperCase());
    expect(code(await join(token))).toBe('409 invitations.account_exists');
    expect(code(await accept(other, token))).toBe('403 invitations.other_address');
    expect(await statusOf(id)).toBe('pending');
    expect(await accept(guest, token)).toMatchObject({ status: 200, json: { email: guest.email } });
    expect(await statusOf(id)).toBe('accepted');
    const here = await signIn(app.http, guest.email, guest.password, owner.organizationId);
    expect((await here.get('/v1/me')).json).toMatchObject({ role: 'member' });
    expect(code(await owner.post('/v1/invitations', { email: guest.email, role: 'member' }))).toBe(
      '409 invitations.already_member',
    );
  });

  it('is neither sent nor accepted by an account whose address is unproven', async () => {
    const stranger = await app.signUp({ isProven: false });
    const refused = await stranger.post('/v1/invitations', { email: newAddress(), role: 'member' });
    expect(code(refused)).toBe('403 identity.unproven');
    const { id, token } = await invite(stranger.email);
    expect(code(await accept(stranger, token))).toBe('403 identity.unproven');
    expect(await statusOf(id)).toBe('pending');
    // The owner of the address comes: the stranger's account ends, and the newcomer inherits nothing of it.
    expect((await join(token)).status).toBe(201);
    expect((await stranger.get('/v1/me')).status).toBe(401);
    await expect(signIn(app.http, stranger.email, stranger.password)).rejects.toThrow('invalid_grant');
    const guest = await signIn(app.http, stranger.email, password);
    expect((await guest.get('/v1/me')).json.organizations).toMatchObject([{ id: owner.organizationId }]);
    expect((await guest.get('/v1/me')).json.organizations).toHaveLength(1);
  });

  it('ends when it is revoked, sent again or over', async () => {
    const email = newAddress();
    const first = await invite(email);
    expect((await owner.post(`/v1/invitations/${first.id}/resend`)).status).toBe(200);
    const second = await nextToken(email);
    expect(second).not.toBe(first.token);
    expect(code(await join(first.token))).toBe('422 invitations.invalid_token');
    // Another invitation of the same address takes its place.
    const third = await invite(email);
    expect(code(await join(second))).toBe('409 invitations.closed');
    expect((await owner.delete(`/v1/invitations/${third.id}`)).status).toBe(204);
    expect(code(await join(third.token))).toBe('409 invitations.closed');
    const fourth = await invite(email);
    await expire(fourth.id);
    const late = await join(fourth.token);
    expect(late.json).toMatchObject({
      code: 'invitations.closed',
      detail: expect.stringContaining('expired'),
    });
    const schedules = app.get(Schedules);
    await app.get(Database).transaction(() => schedules.runNow('organizations.expire-invitations'));
    await vi.waitFor(async () => expect(await statusOf(fourth.id)).toBe('expired'), { timeout: 20_000 });
    expect((await owner.delete(`/v1/invitations/${fourth.id}`)).status).toBe(409);
    expect((await owner.post(`/v1/invitations/${fourth.id}/resend`)).json).toMatchObject({
      status: 'pending',
    });
    expect((await join(await nextToken(email))).status).toBe(201);
  });

  it('ends for good when its inviter loses what it gives, whatever the inviter gets back', async () => {
    const admin = await app.join(owner, 'admin');
    const member = await memberOf(admin);
    const permissions = ['invitations:create', 'products:read', 'products:update'];
    const host = await owner.post('/v1/roles', { name: 'Host', permissions });
    const few = await owner.post('/v1/roles', { name: 'Few', permissions: ['products:read'] });
    const many = await owner.post('/v1/roles', { name: 'Many', permissions: permissions.slice(1) });
    const asHost = { role: 'custom', roleId: String(host.json.id) };
    const lost = await invite(newAddress(), admin, { role: 'admin' });
    const kept = await invite(newAddress(), admin, { role: 'custom', roleId: String(few.json.id) });
    const less = await invite(newAddress(), admin, { role: 'custom', roleId: String(many.json.id) });
    // The role of the inviter changes: what it still covers stays.
    await owner.patch(`/v1/members/${member}`, asHost);
    expect([await statusOf(lost.id), await statusOf(kept.id)]).toEqual(['revoked', 'pending']);
    await owner.patch(`/v1/members/${member}`, { role: 'admin' });
    expect(code(await join(lost.token))).toBe('409 invitations.closed');
    // The permissions of the inviter's role change.
    await owner.patch(`/v1/members/${member}`, asHost);
    await owner.patch(`/v1/roles/${host.json.id}`, { permissions: permissions.slice(0, 2) });
    expect([await statusOf(less.id), await statusOf(kept.id)]).toEqual(['revoked', 'pending']);
    await owner.patch(`/v1/roles/${host.json.id}`, { permissions });
    expect(code(await join(less.token))).toBe('409 invitations.closed');
    const { data } = (await owner.get(`/v1/audit-entries?filter[subjectId]=${less.id}`)).json;
    expect(data[0]).toMatchObject({
      action: 'roles:update',
      actorId: owner.userId,
      changes: { status: { before: 'pending', after: 'revoked' } },
    });
    expect((await join(kept.token)).status).toBe(201);
  });

  it.each([
    ['leaves', (admin: SignedIn) => admin.post('/v1/me/leave')],
    ['is removed', async (admin: SignedIn) => owner.delete(`/v1/members/${await memberOf(admin)}`)],
    ['closes the account', (admin: SignedIn) => admin.post('/v1/me/close', { password: admin.password })],
  ])('ends for good when its inviter %s', async (_, go) => {
    const admin = await app.join(owner, 'admin');
    const { id, token } = await invite(newAddress(), admin);
    expect((await go(admin)).status).toBe(204);
    expect(await statusOf(id)).toBe('revoked');
    const person = { userId: admin.userId, name: 'Ada', email: admin.email };
    await app
      .get(Database)
      .transaction(() => app.get(Members).add(owner.organizationId, person, { role: 'admin' }));
    expect(code(await join(token))).toBe('409 invitations.closed');
  });

  it('does not outgrow its inviter: who holds less than the role has come to give invites nobody to it', async () => {
    const host = await owner.post('/v1/roles', { name: 'Greeter', permissions: ['invitations:create'] });
    const given = await owner.post('/v1/roles', { name: 'Growing', permissions: [] });
    const admin = await app.join(owner, 'admin');
    await owner.patch(`/v1/members/${await memberOf(admin)}`, { role: 'custom', roleId: host.json.id });
    const { id, token } = await invite(newAddress(), admin, { role: 'custom', roleId: given.json.id });
    await owner.patch(`/v1/roles/${given.json.id}`, { permissions: ['products:read'] });
    expect(code(await join(token))).toBe('409 invitations.inviter_gone');
    // Somebody else stands for it.
    expect((await owner.post(`/v1/invitations/${id}/resend`)).status).toBe(200);
    const { email } = (await owner.get(`/v1/invitations/${id}`)).json;
    expect((await join(await nextToken(email))).status).toBe(201);
  });
});

describe('two at once', () => {
  const outcome = async (...requests: Promise<Answer>[]) =>
    (await Promise.all(requests)).map((answer) => code(answer)).sort();

  it('accept an invitation once', async () => {
    const { token } = await invite(newAddress());
    expect(await outcome(join(token), join(token))).toEqual([
      '201',
      expect.stringMatching(/^409 invitations.(closed|account_exists)$/),
    ]);
    const guest = await app.signUp();
    const { token: own } = await invite(guest.email);
    expect(await outcome(accept(guest, own), accept(guest, own))).toEqual(['200', '409 invitations.closed']);
  });

  it('accept and revoke: one of them wins', async () => {
    const { id, token } = await invite(newAddress());
    const [joined, revoked] = await Promise.all([join(token), owner.delete(`/v1/invitations/${id}`)]);
    const won = [code(joined), code(revoked), await statusOf(id)].join(', ');
    expect(['201, 409 wrong_state, accepted', '409 invitations.closed, 204, revoked']).toContain(won);
  });

  it('accept and remove the inviter: nobody comes in by a member who is gone', async () => {
    const admin = await app.join(owner, 'admin');
    const { id, token } = await invite(newAddress(), admin);
    const member = await memberOf(admin);
    const [joined, removed] = await Promise.all([join(token), owner.delete(`/v1/members/${member}`)]);
    expect(removed.status).toBe(204);
    expect(['201, accepted', '409 invitations.closed, revoked']).toContain(
      `${code(joined)}, ${await statusOf(id)}`,
    );
  });
});

describe('bad input', () => {
  it('is refused by name, and nothing happens', async () => {
    const email = newAddress();
    const { id, token } = await invite(email);
    const tokens = app.get(MailTokens);
    const ofAnother = await tokens.write({ name: 'reset-address', prefix: 'kin' }, { id, nonce: '1' });
    const ofNobody = await tokens.write(
      { name: 'invitation', prefix: 'kin' },
      { id: randomUUID(), nonce: '1' },
    );
    for (const wrong of [ofAnother, ofNobody, token.slice(0, -1), `${token.slice(0, -2)}AA`, 'kin', 'x'])
      expect(code(await join(wrong))).toBe('422 invitations.invalid_token');
    expect((await join('')).status).toBe(400);
    expect((await join(token, 'Grace\u0000')).status).toBe(400);
    const body = { token, name: 'Grace', password: 'x'.repeat(10_000_000) };
    expect((await app.http('POST', '/v1/auth/accept-invitation', { body })).status).toBe(413);
    const weak = { token, name: 'Grace', password: email };
    expect((await app.http('POST', '/v1/auth/accept-invitation', { body: weak })).status).toBe(422);
    expect(await statusOf(id)).toBe('pending');
    expect((await join(token)).status).toBe(201);
  });
});

import { acrossOrganizations, Caller, installationScope, Stores, withContext } from '@keelson/kernel';
import { Database, storedScope, Turns } from '@keelson/sql';
import jwt from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { signInAsOperator } from '@keelson/testing';
import { startApp, type Answer, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { whileOpen } from '../../../test/support/while-open.js';
import { Addresses, Operators } from './index.js';
import { AccountClosing } from './account-closing.js';
import { Operator } from './operator.entity.js';
import { Passwords } from './passwords.js';
import { SigningKeys } from './signing-keys.js';

const route = '/v1/installation/operators';
const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';
const installationId = storedScope(installationScope);

describe('Operators of the installation', () => {
  let app: TestApp;
  let operator: SignedIn;
  let owner: SignedIn;

  beforeAll(async () => {
    app = await startApp();
    [operator, owner] = await Promise.all([app.operator(), app.signUp()]);
  });
  afterAll(() => app.close());

  const token = (body: object) => app.http('POST', '/v1/auth/token', { body });
  const signIn = ({ email, password }: SignedIn, scope: string) =>
    token({ grant_type: 'password', username: email, password, scope });
  const refresh = ({ refreshToken }: SignedIn, scope?: string) =>
    token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...(scope && { scope }) });
  const prove = ({ userId, email }: SignedIn) =>
    withContext({ operation: 'test:prove' }, () =>
      app.get(Database).transaction(() => app.get(Addresses).claim(userId, email)),
    );
  const audited = () =>
    acrossOrganizations('looks', () =>
      app
        .get(Database)
        .read<{ action: string; kind: string; actor_id: string; subject_id: string }>(
          "SELECT action, kind, actor_id, subject_id FROM audit_entries WHERE organization_id = ? AND subject_type = 'operator' ORDER BY id",
          [installationId],
        ),
    );

  it('get a token of their own audience, without an organization, that lives five minutes at most', async () => {
    const { status, json } = await signIn(operator, 'installation');
    expect(status).toBe(200);
    expect(json).toMatchObject({ scope: 'installation', expires_in: 300 });
    const claims = jwt.decode(json.access_token as string);
    expect(claims).toMatchObject({ aud: 'keelson:installation', sub: operator.userId });
    expect(claims).not.toHaveProperty('org');
    expect((await app.http('GET', route, { token: json.access_token as string })).status).toBe(200);
  });

  it('are nobody but those who were made one', async () => {
    expect(await signIn(owner, 'installation')).toMatchObject({
      status: 400,
      json: { error: 'invalid_scope' },
    });
    expect(await signIn(operator, `organization:${installationId}`)).toMatchObject({
      status: 400,
      json: { error: 'invalid_scope' },
    });
    expect(
      await token({
        grant_type: 'password',
        username: operator.email,
        password: 'wrong horse battery',
        scope: 'installation',
      }),
    ).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    });
  });

  it('stay what they signed in as: no refresh token makes more or something else of itself', async () => {
    const asMember = await app.signUp();
    await withContext({ operation: 'test:grant' }, () =>
      app.get(Database).transaction(() => app.get(Operators).grant(asMember.userId)),
    );
    expect(await refresh(asMember, 'installation')).toMatchObject({
      status: 400,
      json: { error: 'invalid_scope' },
    });
    const asOperator = await signInAsOperator(app.http, asMember);
    expect(await refresh(asOperator, `organization:${asMember.organizationId}`)).toMatchObject({
      status: 400,
      json: { error: 'invalid_scope' },
    });
    expect((await refresh(asMember)).json).toMatchObject({
      scope: `organization:${asMember.organizationId}`,
    });
    expect((await refresh(asOperator)).json).toMatchObject({ scope: 'installation' });
  });

  it('open nothing of an organization, and owners nothing of theirs', async () => {
    for (const path of ['/v1/me', '/v1/orders', '/v1/jobs', '/v1/audit-entries', '/v1/event-log'])
      expect(await operator.get(path), path).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect((await operator.post('/v1/products', {})).status).toBe(403);
    expect(await owner.get(route)).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect((await app.http('PUT', `${route}/${owner.userId}`, { token: owner.token })).status).toBe(403);
    expect((await app.http('GET', route)).status).toBe(401);
  });

  it('are refused with a token that mixes the two kinds, has expired or is of no session of theirs', async () => {
    const { privateKey, jwk } = await app.get(SigningKeys).current();
    const sent = async (bearer: string, path: string, changes: object) => {
      const claims = { ...(jwt.decode(bearer) as object), ...changes };
      const signed = jwt.sign(claims, privateKey, { algorithm: 'ES256', keyid: jwk.kid });
      return (await app.http('GET', path, { token: signed })).status;
    };
    const now = Math.floor(Date.now() / 1_000);
    const both = ['keelson', 'keelson:installation'];
    const organization = { org: owner.organizationId };
    expect(await sent(operator.token, route, { aud: both })).toBe(401);
    expect(await sent(operator.token, route, organization)).toBe(401);
    expect(await sent(operator.token, route, { iat: now - 900, exp: now - 600 })).toBe(401);
    expect(await sent(operator.token, '/v1/me', { aud: 'keelson', ...organization })).toBe(401);
    expect(await sent(owner.token, '/v1/me', { aud: both })).toBe(401);
    expect(await sent(owner.token, route, { aud: 'keelson:installation', org: undefined })).toBe(401);
    // The session is an organization's, whoever its user is.
    const also = await app.operator();
    const { json } = await token({ grant_type: 'password', username: also.email, password: also.password });
    expect(
      await sent(json.access_token as string, route, { aud: 'keelson:installation', org: undefined }),
    ).toBe(401);
  });

  it('are made by operators, audited by the installation, once', async () => {
    const before = (await operator.get(route)).json.data.length;
    const put = (userId: string) => app.http('PUT', `${route}/${userId}`, { token: operator.token });
    expect(await put(owner.userId)).toMatchObject({ status: 200, json: { userId: owner.userId } });
    expect((await operator.get(route)).json.data).toHaveLength(before + 1);
    const entry = (await audited()).at(-1);
    expect(entry).toMatchObject({
      action: 'installation-operators:grant',
      kind: 'created',
      actor_id: operator.userId,
    });
    expect((await put(owner.userId)).status).toBe(200);
    expect(await put(nobody)).toMatchObject({ status: 404, json: { code: 'not_found' } });
    expect(await put('x')).toMatchObject({ status: 400, json: { code: 'validation_failed' } });
    expect((await audited()).at(-1)).toEqual(entry);
    expect((await operator.delete(`${route}/${owner.userId}`)).status).toBe(204);
    expect((await operator.get(route)).json.data).toHaveLength(before);
  });

  it('lose it at once, in this process and in the others, and not by their own hand', async () => {
    const colleague = await app.operator();
    const other = await startApp({ databaseUrl: app.databaseUrl });
    try {
      const there = () => other.http('GET', route, { token: colleague.token });
      expect((await there()).status).toBe(200);
      expect((await colleague.get(route)).status).toBe(200);
      const row = `${route}/${colleague.userId}`;
      expect((await colleague.delete(row)).json).toMatchObject({
        status: 409,
        code: 'operators.own_revocation',
      });
      expect((await owner.delete(row)).status).toBe(403);
      expect((await colleague.get(route)).status).toBe(200);

      expect((await operator.delete(row)).status).toBe(204);
      expect((await colleague.get(route)).status).toBe(401);
      await vi.waitUntil(async () => (await there()).status === 401, { timeout: 5_000, interval: 50 });
      expect(await refresh(colleague)).toMatchObject({ status: 400, json: { error: 'invalid_scope' } });
      expect(await signIn(colleague, 'installation')).toMatchObject({
        status: 400,
        json: { error: 'invalid_scope' },
      });
      expect((await audited()).at(-1)).toMatchObject({
        action: 'installation-operators:revoke',
        kind: 'deleted',
      });
      expect((await operator.delete(row)).status).toBe(404);
      expect((await operator.delete(`${route}/x`)).status).toBe(400);
    } finally {
      await other.close();
    }
  });

  it('can not revoke each other at once, so that one remains', async () => {
    const [ada, eve] = [await app.operator(), await app.operator()];
    const idOf = async (one: typeof ada) => {
      const { json } = await operator.get(route);
      return (json.data as { userId: string }[]).find(({ userId }) => userId === one.userId)?.userId;
    };
    const [first, second] = [await idOf(ada), await idOf(eve)];
    const answers = await Promise.all([ada.delete(`${route}/${second}`), eve.delete(`${route}/${first}`)]);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect([await idOf(ada), await idOf(eve)].filter(Boolean)).toHaveLength(1);
  });

  it('can not revoke each other when the second looks before the first has committed', async () => {
    const [ada, eve] = [await app.operator(), await app.operator()];
    const revoke = () =>
      withContext({ operation: 'test:revoke', caller: Caller.operator(ada.userId, new Set(), nobody) }, () =>
        app.get(Operators).revoke(eve.userId),
      );
    const revokedBack = () => eve.delete(`${route}/${ada.userId}`);
    expect((await whileOpen(app.get(Database), revoke, revokedBack, 'operators')).status).toBe(401);
    const left = await Promise.all([ada, eve].map(({ userId }) => app.get(Operators).includes(userId)));
    expect(left).toEqual([true, false]);
  });

  const acts: readonly [string, (one: SignedIn) => Promise<Answer>][] = [
    [
      'makes no other one',
      (one: SignedIn) => app.http('PUT', `${route}/${owner.userId}`, { token: one.token }),
    ],
    ['revokes no other one', (one: SignedIn) => one.delete(`${route}/${operator.userId}`)],
    [
      'makes no owner',
      (one: SignedIn) =>
        one.post(`/v1/installation/organizations/${owner.organizationId}/make-owner`, {
          userId: operator.userId,
        }),
    ],
    [
      'suspends no organization',
      (one: SignedIn) =>
        one.post(`/v1/installation/organizations/${owner.organizationId}/suspend`, { reason: 'Spite' }),
    ],
    ['ends no sessions', (one: SignedIn) => one.post(`/v1/installation/users/${owner.userId}/end-sessions`)],
  ];
  const changedNothing = async () => {
    expect((await owner.get('/v1/me')).status).toBe(200);
    const [made, kept] = [owner, operator].map(({ userId }) => app.get(Operators).includes(userId));
    expect([await made, await kept]).toEqual([false, true]);
  };

  it.each(acts)('who has lost the powers a moment ago %s', async (_, act) => {
    const colleague = await app.operator();
    expect((await colleague.get(route)).status).toBe(200);
    // As in another process, whose change is not known here yet.
    const lose = async () => {
      await app.get(Turns).take('operators');
      await app.get(Database).write('DELETE FROM operators WHERE user_id = ?', [colleague.userId]);
    };
    const { status } = await whileOpen(app.get(Database), lose, () => act(colleague), 'operators');
    expect(status).toBe(401);
    await changedNothing();
  });

  it.each(acts)('whose session has ended a moment ago %s', async (_, act) => {
    const colleague = await app.operator();
    expect((await colleague.get(route)).status).toBe(200);
    // As in another process, whose change is not known here yet.
    await app
      .get(Database)
      .write('UPDATE sessions SET ended_at = ? WHERE user_id = ?', [new Date(), colleague.userId]);
    expect((await act(colleague)).status).toBe(401);
    await changedNothing();
  });

  it('have proven their address', async () => {
    const stranger = await app.signUp({ isProven: false });
    const put = () => app.http('PUT', `${route}/${stranger.userId}`, { token: operator.token });
    expect(await put()).toMatchObject({
      status: 422,
      json: { code: 'operators.unproven', detail: expect.stringContaining('verify the email address') },
    });
    expect(await app.get(Operators).includes(stranger.userId)).toBe(false);
    await prove(stranger);
    expect((await put()).status).toBe(200);
    expect((await operator.delete(`${route}/${stranger.userId}`)).status).toBe(204);
  });

  it('are never none, when an older version made one whose account ends by a proof of another', async () => {
    const last = await app.operator();
    const unproven = await app.signUp({ isProven: false });
    await withContext({ operation: 'test:older' }, () =>
      app.get(Database).transaction(() => app.get(Stores).of(Operator).insert({ userId: unproven.userId })),
    );
    await acrossOrganizations('leaves two operators', () =>
      app
        .get(Database)
        .write('DELETE FROM operators WHERE user_id NOT IN (?, ?)', [last.userId, unproven.userId]),
    );
    const { json } = await token({ grant_type: 'password', username: last.email, password: last.password });
    const close = () =>
      app.http('POST', '/v1/me/close', {
        token: String(json.access_token),
        body: { password: last.password },
      });
    // The other one may be gone at any time, and does not count.
    expect(await close()).toMatchObject({ status: 409, json: { code: 'identity.last_operator' } });
    const other = await signInAsOperator(app.http, unproven);
    expect(await other.delete(`${route}/${last.userId}`)).toMatchObject({
      status: 422,
      json: { code: 'operators.unproven' },
    });
    await withContext({ operation: 'test:prove' }, () =>
      app.get(Database).transaction(() => app.get(Addresses).release(unproven.email)),
    );
    expect((await app.get(Operators).list()).map(({ userId }) => userId)).toEqual([last.userId]);
    // A proven one does.
    const next = await app.operator();
    expect((await close()).status).toBe(204);
    expect((await app.get(Operators).list()).map(({ userId }) => userId)).toEqual([next.userId]);
    operator = await app.operator();
  });

  it('sign out', async () => {
    const colleague = await app.operator();
    expect((await colleague.post('/v1/auth/sign-out')).status).toBe(204);
    expect((await colleague.get(route)).status).toBe(401);
    expect(await refresh(colleague)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  it('are never none, when the last but one closes the account and revokes the last at once', async () => {
    const ada = await app.signUp();
    const eve = await app.operator();
    const operators = app.get(Operators);
    await withContext({ operation: 'test:grant' }, () =>
      app.get(Database).transaction(() => operators.grant(ada.userId)),
    );
    const asOperator = await signInAsOperator(app.http, ada);
    await acrossOrganizations('leaves two operators', () =>
      app.get(Database).write('DELETE FROM operators WHERE user_id NOT IN (?, ?)', [ada.userId, eve.userId]),
    );
    const account = await app.get(Passwords).check(ada.email, ada.password);
    const close = () =>
      withContext({ operation: 'test:close' }, () => app.get(AccountClosing).close(account));
    const revoke = () => asOperator.delete(`${route}/${eve.userId}`);
    expect((await whileOpen(app.get(Database), close, revoke, 'operators')).status).toBe(401);
    expect((await operators.list()).map(({ userId }) => userId)).toEqual([eve.userId]);
    // Nor does one become an operator whose account is closed.
    const grant = withContext({ operation: 'test:grant' }, () =>
      app.get(Database).transaction(() => operators.grant(ada.userId)),
    );
    await expect(grant).rejects.toMatchObject({ code: 'not_found' });
  });
});

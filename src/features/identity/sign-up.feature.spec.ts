import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  identityApps,
  password,
  type IdentityApp,
  type IdentityApps,
} from '../../../test/support/identity.js';

const body = (email: string, more: object = {}) => ({
  email,
  password,
  name: 'Ada Lovelace',
  organization: 'Analytical Engines',
  ...more,
});

describe('POST /v1/auth/sign-up', () => {
  let apps: IdentityApps;
  let app: IdentityApp;
  const signUp = (payload: object) => app.http('POST', '/v1/auth/sign-up', { body: payload });

  beforeAll(async () => {
    apps = await identityApps();
    app = await apps.start();
  });
  afterAll(() => apps.close());

  it('makes an account with an organization, and has a mail sent by a job', async () => {
    const answer = await signUp(body('ada@example.com'));
    expect(answer).toMatchObject({ status: 201, json: { email: 'ada@example.com' } });
    expect(app.jobs).toEqual([
      { name: 'identity.welcome-mail', payload: { userId: expect.any(String) as string, kind: 'new' } },
    ]);
    const { token } = await app.signIn('ada@example.com');
    const me = await app.http('GET', '/v1/me', { token });
    expect(me).toMatchObject({
      status: 200,
      json: {
        user: { email: 'ada@example.com', name: 'Ada Lovelace' },
        organization: { name: 'Analytical Engines' },
        role: 'owner',
        organizations: [{ name: 'Analytical Engines', role: 'owner' }],
      },
    });
    expect(JSON.stringify(me.json)).not.toContain('argon2');
  });

  it('answers the same for an address that is known, in any case; only the mail differs', async () => {
    const before = app.jobs.length;
    const fresh = await signUp(body('grace@example.com'));
    const known = await signUp(body('grace@example.com', { password: 'another long password' }));
    const shouted = await signUp(body('GRACE@example.com'));
    for (const again of [known, shouted]) {
      expect(again.status).toBe(fresh.status);
      expect(Object.keys(again.json)).toEqual(Object.keys(fresh.json));
      expect(Object.keys(again.headers).sort()).toEqual(Object.keys(fresh.headers).sort());
    }
    expect(known.json).toEqual(fresh.json);
    const kinds = app.jobs.slice(before).map(({ payload }) => (payload as { kind: string }).kind);
    expect(kinds).toEqual(['new', 'known', 'known']);
    const { token } = await app.signIn('grace@example.com');
    expect((await app.http('GET', '/v1/me', { token })).json).toMatchObject({ organizations: [{}] });
    expect(
      await app.token({
        grant_type: 'password',
        username: 'grace@example.com',
        password: 'another long password',
      }),
    ).toMatchObject({ status: 400 });
  });

  it('answers the same when many sign up for one new address at once, and makes one account', async () => {
    const before = app.jobs.length;
    const answers = await Promise.all(Array.from({ length: 8 }, () => signUp(body('parallel@example.com'))));
    for (const { status, json } of answers)
      expect({ status, json }).toEqual({ status: 201, json: answers[0]?.json });
    const kinds = app.jobs.slice(before).map(({ payload }) => (payload as { kind: string }).kind);
    expect(kinds.sort()).toEqual([...Array.from({ length: 7 }, () => 'known'), 'new']);
  });

  it('takes no sooner for an address that is known', async () => {
    const slow = await apps.start({ signUpFloorMs: 300 });
    const timed = async (email: string) => {
      const startedAt = performance.now();
      await slow.http('POST', '/v1/auth/sign-up', { body: body(email) });
      return performance.now() - startedAt;
    };
    const fresh = await timed('floor@example.com');
    const known = await timed('floor@example.com');
    expect(Math.min(fresh, known)).toBeGreaterThanOrEqual(299);
  });

  it.each([
    ['a short password', { password: 'short' }, '/password'],
    ['a password that is short as letters', { password: 'e\u0301'.repeat(6) }, '/password'],
    ['a long password', { password: 'x'.repeat(129) }, '/password'],
    ['the address as the password', { password: 'somebody.long@example.com' }, '/password'],
    ['no address', { email: 'somebody' }, '/email'],
    ['no name', { name: null }, '/name'],
    ['an unknown field', { role: 'owner' }, '/role'],
  ])('refuses %s', async (_what, wrong, pointer) => {
    const answer = await signUp(body('somebody.long@example.com', wrong));
    expect(answer).toMatchObject({ status: 400, json: { code: 'validation_failed', errors: [{ pointer }] } });
    expect(
      (await app.token({ grant_type: 'password', username: 'somebody.long@example.com', password })).status,
    ).toBe(400);
  });

  it('leaves no password in the audit log', async () => {
    const { token } = await app.signIn('ada@example.com');
    const { json } = await app.http('GET', '/v1/audit-entries', { token });
    expect(json['data']).toContainEqual(
      expect.objectContaining({ action: 'auth:sign-up', subjectType: 'membership' }),
    );
    expect(JSON.stringify(json)).not.toMatch(/argon2|correct horse/);
  });
});

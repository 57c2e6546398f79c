import { acrossOrganizations } from '@keelson/kernel';
import { Database } from '@keelson/sql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../test/support/app.js';

const newPassword = 'staple battery horse correct';

describe('A user and their account', () => {
  let here: TestApp;
  let there: TestApp;
  beforeAll(async () => {
    here = await startApp({ environment: { SIGN_IN_LIMIT_PER_MINUTE: '10' } });
    there = await startApp({ databaseUrl: here.databaseUrl });
  });
  afterAll(async () => {
    await there.close();
    await here.close();
  });

  const again = async ({ email, password }: SignedIn, secret = password) => {
    const body = { grant_type: 'password', username: email, password: secret };
    const { status, json } = await here.http('POST', '/v1/auth/token', { body });
    return { status, token: String(json.access_token), refreshToken: String(json.refresh_token) };
  };
  const isRefused = (app: TestApp, token: string) =>
    vi.waitFor(async () => expect((await app.http('GET', '/v1/me', { token })).status).toBe(401), {
      timeout: 10_000,
      interval: 20,
    });
  const change = (person: SignedIn, currentPassword: string, password: string) =>
    person.post('/v1/me/change-password', { currentPassword, password });

  it('change the password: it ends every other session, on every process', async () => {
    const ada = await here.signUp();
    const other = await again(ada);
    expect((await there.http('GET', '/v1/me', { token: other.token })).status).toBe(200);
    expect((await change(ada, ada.password, newPassword)).status).toBe(204);
    await isRefused(there, other.token);
    const body = { grant_type: 'refresh_token', refresh_token: other.refreshToken };
    expect((await here.http('POST', '/v1/auth/token', { body })).status).toBe(400);
    expect((await ada.get('/v1/me')).status).toBe(200);
    expect((await again(ada)).status).toBe(400);
    expect((await again(ada, newPassword)).status).toBe(200);
    expect(
      await here.get(Database).read("SELECT id FROM account_notices WHERE kind = 'password-changed'"),
    ).toHaveLength(1);
  });

  it('do not change it to a weak one, nor without the present one, which cannot be guessed', async () => {
    const ada = await here.signUp();
    const weak = await change(ada, ada.password, 'passwordpassword');
    expect(weak).toMatchObject({
      status: 422,
      json: { code: 'identity.weak_password', errors: [{ pointer: '/password' }] },
    });
    const wrong = await change(ada, 'wrong horse battery', newPassword);
    expect(wrong).toMatchObject({ status: 422, json: { code: 'identity.wrong_password' } });
    const statuses = [];
    for (let guess = 0; guess < 14; guess += 1)
      statuses.push((await change(ada, `wrong horse battery ${guess}`, newPassword)).status);
    expect(new Set(statuses)).toEqual(new Set([422, 429]));
    expect((await change(ada, ada.password, newPassword)).status).toBe(429);
    // Another session is none of the guesser's, and neither is a sign-in.
    expect((await again(ada)).status).toBe(200);
    const recorded = await acrossOrganizations('looks for secrets', () =>
      here.get(Database).read('SELECT changes FROM audit_entries'),
    );
    expect(JSON.stringify(recorded)).not.toMatch(/argon2|horse/);
  });

  it('change name, locale and time zone, and their organizations follow', async () => {
    const ada = await here.signUp();
    const before = (await ada.get('/v1/me')).json;
    expect(before.user).toMatchObject({ locale: null, timeZone: null, addressProven: true });
    const changed = await ada.patch('/v1/me', {
      name: 'Countess',
      locale: 'de-at',
      timeZone: 'Europe/Vienna',
    });
    expect(changed).toMatchObject({
      status: 200,
      json: { name: 'Countess', locale: 'de-AT', timeZone: 'Europe/Vienna' },
    });
    expect((await ada.get(`/v1/members/${before.member.id}`)).json).toMatchObject({ name: 'Countess' });
    expect((await ada.patch('/v1/me', { locale: null })).json).toMatchObject({
      name: 'Countess',
      locale: null,
      timeZone: 'Europe/Vienna',
    });
    for (const [field, value] of [
      ['name', ''],
      ['locale', 'not a locale'],
      ['timeZone', 'Mars/Olympus'],
      ['locale', 'de-AT-x'],
      ['timeZone', '+02:00'],
      ['email', 'other@example.com'],
    ] as const)
      expect(await ada.patch('/v1/me', { [field]: value })).toMatchObject({
        status: 400,
        json: { errors: [{ pointer: `/${field}` }] },
      });
  });

  it('close it: nothing of them is left but what they did', async () => {
    const ada = await here.signUp();
    const grace = await here.signUp();
    const { member } = (await ada.get('/v1/me')).json;
    const guest = await here.join(grace, 'member');
    const close = (person: SignedIn, password = person.password) => person.post('/v1/me/close', { password });
    const refused = await close(grace);
    expect(refused).toMatchObject({ status: 409, json: { code: 'identity.last_owner' } });
    expect(refused.json.detail).toContain(grace.organizationId);
    expect((await grace.get('/v1/me')).status).toBe(200);
    expect((await close(ada, 'wrong horse battery')).json.code).toBe('identity.wrong_password');

    expect((await there.http('GET', '/v1/me', { token: guest.token })).status).toBe(200);
    expect((await close(guest)).status).toBe(204);
    await isRefused(there, guest.token);
    expect((await again(guest)).status).toBe(400);
    expect((await grace.get('/v1/members?filter[status]=removed')).json.data).toMatchObject([
      { name: 'Former member', status: 'removed' },
    ]);
    // With nobody else in it, the organization is no reason to stay.
    expect((await close(grace)).status).toBe(204);

    expect((await close(ada)).status).toBe(204);
    const dump = JSON.stringify([
      await here.get(Database).read('SELECT * FROM users WHERE id = ?', [ada.userId]),
      await here.get(Database).read('SELECT * FROM devices WHERE user_id = ?', [ada.userId]),
      await here.get(Database).read('SELECT * FROM sign_ins WHERE user_id = ?', [ada.userId]),
    ]);
    expect(dump).toContain('Former member');
    expect(dump).not.toContain(ada.email);
    expect(member.id).toMatch(/^[0-9a-f-]{36}$/);
  });
});

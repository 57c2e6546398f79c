import { Database, ServerClock } from '@keelson/sql';
import jwt from 'jsonwebtoken';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  identityApps,
  password,
  type IdentityApp,
  type IdentityApps,
} from '../../../test/support/identity.js';
import { PasswordHashing } from './password-hashing.js';
import { graceMs } from './session.entity.js';

const email = 'ada@example.com';
const asForm = { 'content-type': 'application/x-www-form-urlencoded' };

describe('POST /v1/auth/token', () => {
  let apps: IdentityApps;
  let app: IdentityApp;
  const refresh = (refreshToken: string, scope?: string) =>
    app.token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...(scope && { scope }) });
  const later = (ms: number) => app.moveClock(ms / 1_000);

  beforeAll(async () => {
    apps = await identityApps();
    app = await apps.start();
    await app.signUp(email, 'First');
    await app.signUp('grace@example.com', 'Foreign');
  });
  afterEach(async () => {
    vi.useRealTimers();
    await app.moveClock(0);
  });
  afterAll(() => apps.close());

  it('takes a form and JSON', async () => {
    const form = new URLSearchParams({ grant_type: 'password', username: email, password }).toString();
    const answers = [
      await app.http('POST', '/v1/auth/token', { headers: asForm, body: form }),
      await app.token({ grant_type: 'password', username: email.toUpperCase(), password }),
    ];
    for (const { status, headers, json } of answers) {
      expect(status).toBe(200);
      expect(headers['cache-control']).toBe('no-store');
      expect(Object.keys(json).sort()).toEqual([
        'access_token',
        'device_token',
        'expires_in',
        'refresh_token',
        'scope',
        'token_type',
      ]);
      expect(json).toMatchObject({ token_type: 'Bearer', expires_in: 300 });
    }
  });

  it('answers the same for an unknown address and a wrong password', async () => {
    const wrong = await app.token({
      grant_type: 'password',
      username: email,
      password: 'wrong horse battery staple',
    });
    const unknown = await app.token({ grant_type: 'password', username: 'nobody@example.com', password });
    expect(wrong).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect(wrong.headers['cache-control']).toBe('no-store');
    expect({ ...unknown, headers: {} }).toEqual({ ...wrong, headers: {} });
    expect(Object.keys(unknown.headers)).toEqual(Object.keys(wrong.headers));
  });

  it('speaks OAuth when a request is wrong', async () => {
    expect(await app.token({})).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
    expect(await app.token({ grant_type: 'magic' })).toMatchObject({
      status: 400,
      json: { error: 'unsupported_grant_type' },
    });
    const twice = `grant_type=password&username=${email}&username=b&password=x`;
    expect(await app.http('POST', '/v1/auth/token', { headers: asForm, body: twice })).toMatchObject({
      status: 400,
      json: { error: 'invalid_request' },
    });
    expect(await refresh('krt_nothing')).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect(await refresh(`krt_${'a'.repeat(86)}`)).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    });
  });

  it('binds a token to the organization that is named, if one belongs to it', async () => {
    const { token, scope } = await app.signIn(email);
    const second = await app.http('POST', '/v1/organizations', { token, body: { name: 'Second' } });
    const wanted = `organization:${String(second.json['id'])}`;
    expect((await app.signIn(email)).scope).toBe(scope);
    expect((await app.signIn(email, wanted)).scope).toBe(wanted);
    const { scope: foreign } = await app.signIn('grace@example.com');
    expect(
      await app.token({ grant_type: 'password', username: email, password, scope: foreign }),
    ).toMatchObject({
      status: 400,
      json: { error: 'invalid_scope' },
    });
  });

  it('replaces a refresh token with each use, and switches the organization', async () => {
    const first = await app.signIn(email);
    const ids = (await app.http('GET', '/v1/me', { token: first.token })).json as {
      organizations: { id: string }[];
    };
    const other = `organization:${String(ids.organizations[1]?.id)}`;
    const switched = await refresh(first.refreshToken, other);
    expect(switched).toMatchObject({ status: 200, json: { scope: other } });
    const next = await refresh(String(switched.json['refresh_token']));
    expect(next).toMatchObject({ status: 200, json: { scope: other } });
    expect(
      new Set([first.refreshToken, switched.json['refresh_token'], next.json['refresh_token']]).size,
    ).toBe(3);
    const { json: me } = await app.http('GET', '/v1/me', { token: String(next.json['access_token']) });
    expect(me).toMatchObject({ organization: { name: 'Second' } });
  });

  it('leaves a refresh token good when the scope is refused', async () => {
    const mine = await app.signIn(email);
    const { scope: foreign } = await app.signIn('grace@example.com');
    expect(await refresh(mine.refreshToken, foreign)).toMatchObject({
      status: 400,
      json: { error: 'invalid_scope' },
    });
    await later(graceMs + 1_000);
    expect((await refresh(mine.refreshToken)).status).toBe(200);
  });

  it('gives everyone who refreshes at once the same next token, and logs nobody out', async () => {
    const { refreshToken } = await app.signIn(email);
    const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(refreshToken)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const next = new Set(answers.map(({ json }) => String(json['refresh_token'])));
    expect(next.size).toBe(1);
    expect((await refresh([...next][0] as string)).status).toBe(200);
  });

  it('ends the session when a replaced token comes again later, with all its tokens', async () => {
    const { refreshToken } = await app.signIn(email);
    const { json } = await refresh(refreshToken);
    const token = String(json['access_token']);
    expect((await app.http('GET', '/v1/me', { token })).status).toBe(200);
    await later(graceMs + 1_000);
    expect(await refresh(refreshToken)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect((await app.http('GET', '/v1/me', { token })).status).toBe(401);
    expect(await refresh(String(json['refresh_token']))).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    });
    const again = await app.signIn(email);
    const entries = await app.http('GET', '/v1/audit-entries?filter[action]=auth:refresh', {
      token: again.token,
    });
    expect(entries.json['data']).toEqual([
      expect.objectContaining({ kind: 'refused', subjectType: 'session', actorId: null }),
    ]);
  });

  it('ends a session that is not used for its lifetime', async () => {
    const { refreshToken } = await app.signIn(email);
    await later(3_601_000);
    expect(await refresh(refreshToken)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  it('never ends an honest session by the clock of a process that was frozen', async () => {
    const frozen = await apps.start();
    const at = async (here: IdentityApp, refreshToken: string) => {
      const { status, json } = await here.token({ grant_type: 'refresh_token', refresh_token: refreshToken });
      expect(status).toBe(200);
      return String(json['refresh_token']);
    };
    for (const wrongMs of [-60_000, 60_000]) {
      // As long as it has not read the database's clock again, it is behind by what it slept.
      const now = app.get(ServerClock).ms();
      await frozen.get(ServerClock).read(() => Promise.resolve(new Date(now + wrongMs)));
      const { refreshToken } = await app.signIn(email);
      for (const [first, second] of [
        [frozen, app],
        [app, frozen],
      ] as const) {
        const opened = await app.signIn(email);
        const next = await at(first, opened.refreshToken);
        // The answer was lost; the retry meets the other process.
        expect(await at(second, opened.refreshToken)).toBe(next);
        await at(second, next);
      }
      await at(frozen, refreshToken);
    }
  });

  describe.each([
    ['a minute behind', -60_000],
    ['a minute ahead', 60_000],
    ['an hour behind', -3_600_000],
    ['an hour ahead', 3_600_000],
  ])('in a process whose clock is %s', (_, wrongMs) => {
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + wrongMs });
    });
    const me = async (token: string) => (await app.http('GET', '/v1/me', { token })).status;

    it('access tokens are good from now on for their time, and no longer', async () => {
      const { token } = await app.signIn(email);
      const { iat, exp } = jwt.decode(token) as { iat: number; exp: number };
      vi.useRealTimers();
      const [row] = await app.get(Database).read<{ now: Date }>('SELECT CURRENT_TIMESTAMP(3) AS now');
      const now = (row?.now.getTime() ?? 0) / 1_000;
      expect(exp - iat).toBe(300);
      // Issued before the look at the clock; a loaded machine may take a while in between.
      expect(now - iat).toBeGreaterThan(-2);
      expect(now - iat).toBeLessThan(45);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + wrongMs });
      expect(await me(token)).toBe(200);
      await later(240_000);
      expect(await me(token)).toBe(200);
      await later(310_000);
      const late = await app.http('GET', '/v1/me', { token });
      expect(late.status).toBe(401);
      expect(late.json['detail']).toContain('has expired');
    });

    it('honest sessions go on, and copies end theirs', async () => {
      const { refreshToken } = await app.signIn(email);
      const { json } = await refresh(refreshToken);
      // The answer was lost: the same token again, in its grace.
      const again = await refresh(refreshToken);
      expect(again).toMatchObject({ status: 200, json: { refresh_token: json['refresh_token'] } });
      vi.useRealTimers();
      // Replaced by a process with a wrong clock, and used again by one with a right one.
      expect((await refresh(refreshToken)).status).toBe(200);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + wrongMs });
      await later(graceMs + 1_000);
      expect((await refresh(refreshToken)).status).toBe(400);
    });

    it('sessions end at the end of their lifetime', async () => {
      const { refreshToken } = await app.signIn(email);
      await later(3_590_000);
      const { status, json } = await refresh(refreshToken);
      expect(status).toBe(200);
      await later(3_590_000 + 3_610_000);
      expect((await refresh(String(json['refresh_token']))).status).toBe(400);
    });
  });

  it('stores no token and no password', async () => {
    const { refreshToken } = await app.signIn(email);
    const secret = Buffer.from(refreshToken.slice(4), 'base64url');
    const rows = await app.get(Database).read('SELECT * FROM sessions');
    const dump = JSON.stringify(rows);
    for (const part of [secret.subarray(0, 32), secret.subarray(32)])
      for (const encoding of ['hex', 'base64url'] as const)
        expect(dump).not.toContain(part.toString(encoding));
  });

  it('sends a sign-in away with 503 when too many wait, in the words of OAuth', async () => {
    const busy = await apps.start({
      passwordHashQueue: 1,
      passwordHashCost: { memoryKib: 19_456, passes: 3, lanes: 1 },
    });
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        busy.token({ grant_type: 'password', username: 'nobody@example.com', password }),
      ),
    );
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(12);
    for (const { headers, json } of refused) {
      expect(json).toMatchObject({ error: 'temporarily_unavailable' });
      expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
    }
  });

  it('makes a hash anew when its cost has changed since', async () => {
    const dearer = await apps.start({ passwordHashCost: { memoryKib: 128, passes: 1, lanes: 1 } });
    const hash = async () =>
      (
        await app
          .get(Database)
          .read<{ h: string }>("SELECT password_hash AS h FROM users WHERE email = 'grace@example.com'")
      )[0]?.h ?? '';
    const before = await hash();
    const hashing = dearer.get(PasswordHashing);
    const make = hashing.hash.bind(hashing);
    let made = 0;
    // All have read the old one before the first writes.
    vi.spyOn(hashing, 'hash').mockImplementation(async (text) => {
      const anew = await make(text);
      made += 1;
      await vi.waitUntil(() => made >= 3, { timeout: 10_000, interval: 1 });
      return anew;
    });
    const signIns = Array.from({ length: 3 }, () => dearer.signIn('grace@example.com'));
    for (const { scope } of await Promise.all(signIns)) expect(scope).toMatch(/^organization:/);
    expect(await hash()).not.toBe(before);
    expect(app.get(PasswordHashing).isOutdated(await hash())).toBe(true);
    expect(dearer.get(PasswordHashing).isOutdated(await hash())).toBe(false);
  });
});

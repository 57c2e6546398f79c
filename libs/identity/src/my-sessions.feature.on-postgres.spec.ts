import { Database } from '@keelson/sql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  identityApps,
  password,
  type IdentityApp,
  type IdentityApps,
} from '../../../test/support/identity.js';
import { mostSessions, Sessions } from './sessions.js';

interface Listed {
  readonly id: string;
  readonly current: boolean;
  readonly device: string | null;
  readonly network: string | null;
  readonly scope: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
}

describe('The sessions of a user', () => {
  let apps: IdentityApps;
  let here: IdentityApp;
  let there: IdentityApp;
  const email = (name: string) => `${name}@example.com`;
  const list = async (token: string) =>
    (await here.http('GET', '/v1/me/sessions', { token })).json['data'] as Listed[];
  const refresh = (refreshToken: string, agent: string) =>
    here.http('POST', '/v1/auth/token', {
      body: { grant_type: 'refresh_token', refresh_token: refreshToken },
      headers: { 'user-agent': agent },
    });
  const from = async (name: string, agent: string) => {
    const { json } = await here.http('POST', '/v1/auth/token', {
      body: { grant_type: 'password', username: email(name), password },
      headers: { 'user-agent': agent },
    });
    return { token: String(json['access_token']), refreshToken: String(json['refresh_token']) };
  };
  const isRefused = (app: IdentityApp, token: string) =>
    vi.waitFor(async () => expect((await app.http('GET', '/v1/me', { token })).status).toBe(401), {
      timeout: 10_000,
      interval: 20,
    });

  beforeAll(async () => {
    apps = await identityApps({ SIGN_IN_LIMIT_PER_MINUTE: '1000' });
    here = await apps.start();
    there = await apps.start();
    for (const name of ['ada', 'grace', 'alan', 'edsger']) await here.signUp(email(name), 'Org');
  });
  afterAll(() => apps.close());

  it('are listed with device, network and last use, the last used first', async () => {
    const phone = await from('ada', 'Phone \u202E(1)');
    const laptop = await from('ada', 'Laptop');
    const before = await list(laptop.token);
    expect(before.map(({ device, current }) => [device, current])).toEqual([
      ['Laptop', true],
      ['Phone (1)', false],
    ]);
    expect(before[0]).toMatchObject({
      network: '127.0.0.1',
      scope: expect.stringMatching(/^organization:/) as string,
    });
    await refresh(phone.refreshToken, 'Phone (2)');
    const after = await list(laptop.token);
    expect(after.map(({ device }) => device)).toEqual(['Phone (2)', 'Laptop']);
    expect(Date.parse(after[0]?.lastUsedAt ?? '')).toBeGreaterThan(Date.parse(before[1]?.lastUsedAt ?? ''));
    expect(after[0]?.createdAt).toBe(before[1]?.createdAt);
    expect(JSON.stringify(await list((await from('grace', 'Desk')).token))).not.toContain('Phone');
  });

  it('end one by one, on every process, and only for their owner', async () => {
    const [mine, other] = [await from('alan', 'One'), await from('alan', 'Two')];
    const stranger = await from('grace', 'Three');
    const id = (await list(mine.token)).find(({ current }) => !current)?.id ?? '';
    const end = (token: string, session: string) =>
      here.http('DELETE', `/v1/me/sessions/${session}`, { token });
    expect((await there.http('GET', '/v1/me', { token: other.token })).status).toBe(200);
    for (const foreign of [id, 'nonsense', '00000000-0000-0000-0000-000000000000'])
      expect(await end(stranger.token, foreign)).toMatchObject({ status: 404, json: { code: 'not_found' } });
    expect((await end(mine.token, id.toUpperCase())).status).toBe(204);
    await isRefused(there, other.token);
    expect((await refresh(other.refreshToken, 'Two')).status).toBe(400);
    expect((await end(mine.token, id)).status).toBe(404);
    expect((await list(mine.token)).map(({ device }) => device)).toEqual(['One']);
    expect((await there.http('GET', '/v1/me', { token: stranger.token })).status).toBe(200);
  });

  it('end all at once but for the one that asks', async () => {
    const mine = await from('grace', 'Mine');
    const others = await Promise.all([1, 2, 3].map((n) => from('grace', `Other ${n}`)));
    for (const { token } of others) expect((await there.http('GET', '/v1/me', { token })).status).toBe(200);
    expect((await here.http('POST', '/v1/me/end-other-sessions', { token: mine.token })).status).toBe(204);
    for (const { token, refreshToken } of others) {
      await isRefused(there, token);
      expect((await refresh(refreshToken, 'Other')).status).toBe(400);
    }
    expect((await list(mine.token)).map(({ device }) => device)).toEqual(['Mine']);
    expect((await refresh(mine.refreshToken, 'Mine')).status).toBe(200);
  });

  it('are bounded, also when many begin at once: the one unused for longest gives way', async () => {
    const first = await from('edsger', 'First');
    const [row] = await here
      .get(Database)
      .read<{ user_id: string; bound_to: string }>(
        "SELECT user_id, bound_to FROM sessions WHERE device = 'First'",
      );
    const open = (n: number) =>
      here
        .get(Database)
        .transaction(() =>
          here
            .get(Sessions)
            .open(
              row?.user_id ?? '',
              { kind: 'organization', organizationId: row?.bound_to ?? '' },
              { device: `Device ${n}`, network: '192.0.2.1' },
            ),
        );
    for (let n = 1; n < mostSessions - 5; n += 1) await open(n);
    // Used now, so that it is not the oldest any more.
    expect((await refresh(first.refreshToken, 'First')).status).toBe(200);
    await Promise.all(Array.from({ length: 10 }, (_, n) => open(mostSessions + n)));
    const listed = await list(first.token);
    expect(listed).toHaveLength(mostSessions);
    const devices = listed.map(({ device }) => device);
    expect(devices).toContain('First');
    for (const n of [1, 2, 3, 4, 5]) expect(devices).not.toContain(`Device ${n}`);
    expect(devices).toContain('Device 6');
  });
});

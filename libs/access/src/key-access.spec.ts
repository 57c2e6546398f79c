import { Caller, unavailable } from '@keelson/kernel';
import { beforeEach, describe, expect, it } from 'vitest';
import { bearer, id, start, ThingsController } from '../../../test/support/access-application.js';
import { digestOfApiKey, newApiKey } from './api-key.js';
import { KeyAuthority, type KnownKey } from './key-authority.js';
import { mostUnknown } from './unknown-keys.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Knows one key until it is told otherwise. */
class OneKey extends KeyAuthority {
  readonly key = newApiKey().key;
  known: KnownKey | null = {
    caller: new Caller({
      userId: id(1),
      organizationId: id(3),
      role: 'member',
      permissions: new Set(['things:read', 'plant:stop']),
      keyId: id(7),
    }),
    expiresAt: null,
    networks: [],
  };
  asked = 0;
  uses = 0;
  down = false;

  override keyOf(digest: string) {
    this.asked += 1;
    if (this.down) return Promise.reject(unavailable({ retryAfter: 2 }));
    return Promise.resolve(digest === digestOfApiKey(this.key) ? this.known : null);
  }
  override callerOf() {
    return Promise.resolve(this.known?.caller ?? null);
  }
  override used() {
    this.uses += 1;
  }
}

describe('An API key', () => {
  let authority: OneKey;
  const application = async () => {
    const started = await start([ThingsController]);
    started.control.useKeyAuthority(authority);
    return { ...started, read: (path = '/things') => started.get(path, bearer(authority.key)) };
  };
  beforeEach(() => void (authority = new OneKey()));

  it('is taken where an access token is, looked up once, and each use is noted', async () => {
    const { read } = await application();
    for (let time = 1; time <= 3; time += 1)
      expect(await read()).toMatchObject({ status: 200, json: { by: id(1) } });
    expect(authority).toMatchObject({ asked: 1, uses: 3 });
  });

  it('opens neither what needs another permission, nor what is personal or an operator’s', async () => {
    const { read } = await application();
    const missing = await read('/things/write');
    expect(missing).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect(missing.json['detail']).toContain('"things:write", which your API key does not have');
    for (const path of ['/things/own', '/things/leave', '/things/stop'])
      expect((await read(path)).status, path).toBe(403);
  });

  it.each<[string, (key: string) => string]>([
    ['of another installation', () => newApiKey().key],
    ['with a wrong checksum', (key) => key.slice(0, -1) + (key.endsWith('0') ? '1' : '0')],
    ['in the wrong case', (key) => key.toUpperCase()],
    ['with a space before it', (key) => ` ${key}`],
    ['with another key behind it', (key) => `${key} ${key}`],
  ])('%s is refused', async (_what, change) => {
    const { get, read } = await application();
    const answer = await get('/things', bearer(change(authority.key)));
    expect(answer).toMatchObject({ status: 401, json: { code: 'unauthenticated' } });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="api", error="invalid_token"');
    expect((await read()).status).toBe(200);
  });

  it('with a wrong checksum costs no look-up', async () => {
    const { get } = await application();
    await get('/things', bearer(`${authority.key}x`));
    await get('/things', bearer(`kls_${'a'.repeat(33)}_000000`));
    expect(authority.asked).toBe(0);
  });

  it('that is made up is looked up a bounded number of times for each network, and shuts no good one out', async () => {
    const { app, read } = await application();
    const from = async (remoteAddress: string, key: string) =>
      (await app.inject({ method: 'GET', url: '/things', headers: bearer(key), remoteAddress })).statusCode;
    const flood = (address: string) =>
      Promise.all(Array.from({ length: mostUnknown + 50 }, () => from(address, newApiKey().key)));
    expect((await read()).status).toBe(200);
    const asked = authority.asked;
    const answers = await flood('127.0.0.1');
    expect(answers.filter((one) => one === 401)).toHaveLength(mostUnknown);
    expect(answers.filter((one) => one === 429)).toHaveLength(50);
    expect(authority.asked - asked).toBe(mostUnknown);
    // From the same network: known here, so it is looked up anew when it must be. From another: anything.
    app.get(VerifiedTokens).evict({ sessionIds: [], keyIds: [id(7)], userIds: [], organizationIds: [] });
    expect((await read()).status).toBe(200);
    expect(authority.asked - asked).toBe(mostUnknown + 1);
    expect(await from('192.0.2.1', newApiKey().key)).toBe(401);
    // One that has been revoked counts as one that never was.
    authority.known = null;
    app.get(VerifiedTokens).evict({ sessionIds: [], keyIds: [id(7)], userIds: [], organizationIds: [] });
    expect([(await read()).status, (await read()).status]).toEqual([401, 429]);
  });

  it('counts in the Authorization header with Bearer alone', async () => {
    const { get } = await application();
    const { key } = authority;
    const basic = Buffer.from(`${key}:`).toString('base64');
    for (const headers of [
      { authorization: `Basic ${basic}` },
      { authorization: key },
      { authorization: `Token ${key}` },
      { 'x-api-key': key },
      { cookie: `key=${key}` },
    ])
      expect((await get('/things', headers as unknown as Record<string, string>)).status).toBe(401);
    expect((await get(`/things?api_key=${key}&access_token=${key}`)).status).toBe(401);
    expect(authority.asked).toBe(0);
  });

  it('is refused at once when it is revoked, or its user or organization loses rights', async () => {
    for (const change of [
      { subject: 'key', id: id(7) },
      { subject: 'user', id: id(1) },
      { subject: 'organization', id: id(3) },
    ] as const) {
      authority = new OneKey();
      const { read, control } = await application();
      expect((await read()).status).toBe(200);
      authority.known = null;
      await control.changed(change);
      expect((await read()).status).toBe(401);
    }
  });

  it('ends when it says so, also while it is cached', async () => {
    const { read } = await application();
    authority.known &&= { ...authority.known, expiresAt: new Date(Date.now() + 300) };
    expect((await read()).status).toBe(200);
    authority.known &&= { ...authority.known, expiresAt: new Date(Date.now() - 1) };
    await expect.poll(async () => (await read()).status, { timeout: 5_000 }).toBe(401);
  });

  it('that is restricted to networks is refused from elsewhere, cached or not', async () => {
    authority.known &&= { ...authority.known, networks: ['192.0.2.0/24', '2001:db8::/32'] };
    const { app } = await application();
    const from = (remoteAddress: string) =>
      app.inject({ method: 'GET', url: '/things', headers: bearer(authority.key), remoteAddress });
    for (const address of ['192.0.2.1', '::ffff:192.0.2.9', '2001:db8::1'])
      expect((await from(address)).statusCode, address).toBe(200);
    const refused = await from('198.51.100.7');
    expect(refused.statusCode).toBe(403);
    expect(refused.json()).toMatchObject({
      code: 'api_keys.other_network',
      detail: expect.stringContaining('198.51.100.7'),
    });
    expect(authority).toMatchObject({ asked: 1, uses: 3 });
  });

  it.each<[string, ConstructorParameters<typeof Caller>[0]]>([
    [
      'an operator',
      {
        userId: id(1),
        organizationId: null,
        role: null,
        permissions: new Set(),
        isOperator: true,
        keyId: id(7),
      },
    ],
    [
      'a caller that does not name it',
      { userId: id(1), organizationId: id(3), role: 'owner', permissions: new Set(['things:read']) },
    ],
  ])('never stands for %s, whatever its authority says', async (_whom, parts) => {
    authority.known &&= { ...authority.known, caller: new Caller(parts) };
    const { read } = await application();
    expect((await read()).status).toBe(401);
  });

  it('is answered with 503 while it cannot be looked up, and with 401 where nobody knows keys', async () => {
    const { read } = await application();
    authority.down = true;
    expect(await read()).toMatchObject({ status: 503, json: { retryAfter: 2 } });
    const without = await start([ThingsController]);
    expect((await without.get('/things', bearer(authority.key))).status).toBe(401);
  });
});

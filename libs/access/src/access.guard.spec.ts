import jwt from 'jsonwebtoken';
import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  bearer,
  id,
  keys,
  now,
  otherKeys,
  start,
  TestAuthority,
  ThingsController,
  token,
} from '../../../test/support/access-application.js';

describe('AccessGuard', () => {
  it('lets in who has the permission, and tells the handler who it is', async () => {
    const { get } = await start([ThingsController]);
    expect(await get('/things', bearer(token()))).toMatchObject({ status: 200, json: { by: id(1) } });
    expect(await get('/things/own', bearer(token()))).toMatchObject({ status: 200, json: { by: id(1) } });
  });

  it('asks nobody who calls a public route, whatever the header says', async () => {
    const { get } = await start([ThingsController]);
    expect((await get('/things/open')).status).toBe(200);
    expect((await get('/things/open', { authorization: 'nonsense' })).status).toBe(200);
  });

  it('names the permission that is missing', async () => {
    const { get } = await start([ThingsController]);
    const answer = await get('/things/write', bearer(token()));
    expect(answer).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect(answer.json['detail']).toContain('"things:write"');
  });

  it('challenges who sends no token', async () => {
    const { get } = await start([ThingsController]);
    const answer = await get('/things');
    expect(answer).toMatchObject({ status: 401, json: { code: 'unauthenticated' } });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="api"');
  });

  it('takes no token from the query', async () => {
    const { get } = await start([ThingsController]);
    expect((await get(`/things?access_token=${token()}`)).status).toBe(401);
  });

  const hs256 = (header: object) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const body = `${part(header)}.${part({ iss: 'test', aud: 'keelson', sub: id(1), sid: id(2), org: id(3), jti: id(4), iat: now(), exp: now() + 60 })}`;
    const secret = keys.publicKey.export({ type: 'spki', format: 'pem' });
    return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
  };
  it.each<[string, () => string]>([
    ['an empty token', () => ''],
    ['another scheme', () => 'x'],
    ['text that is no JWT', () => 'abc'],
    ['two tokens', () => `${token()} ${token()}`],
    ['a token with something behind it', () => `${token()},x`],
    ['another signature', () => token({}, {}, otherKeys.privateKey)],
    ['an unknown key', () => token({}, { keyid: 'k2' })],
    ['no key id', () => jwt.sign({ sub: id(1) }, keys.privateKey, { algorithm: 'ES256' })],
    ['another issuer', () => token({ iss: 'else' })],
    ['another audience', () => token({ aud: 'operators' })],
    ['no audience', () => token({ aud: undefined })],
    ['an expired token', () => token({ exp: now() - 30 })],
    ['a token without expiry', () => token({ exp: undefined })],
    ['a token that is not valid yet', () => token({ nbf: now() + 60 })],
    ['a subject that is no id', () => token({ sub: "x' OR 1=1" })],
    ['no session', () => token({ sid: undefined })],
    ['the public key as an HMAC secret', () => hs256({ alg: 'HS256', typ: 'JWT', kid: 'k1' })],
    ['alg none', () => `${hs256({ alg: 'none', kid: 'k1' }).split('.').slice(0, 2).join('.')}.`],
    [
      'a changed payload',
      () => {
        const [head, , signature] = token().split('.');
        const [, payload] = token({ sub: id(9) }).split('.');
        return `${head}.${payload}.${signature}`;
      },
    ],
  ])('refuses %s', async (_what, make) => {
    const { get } = await start([ThingsController]);
    const answer = await get('/things', bearer(make()));
    expect(answer).toMatchObject({ status: 401, json: { code: 'unauthenticated' } });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="api", error="invalid_token"');
  });

  it('says that a token has expired, so that a client knows to refresh', async () => {
    const { get } = await start([ThingsController]);
    expect((await get('/things', bearer(token({ exp: now() - 30 })))).json['detail']).toContain('expired');
  });

  it('verifies a token once, also when many requests bring it at once', async () => {
    const authority = new TestAuthority();
    const { get } = await start([ThingsController], authority);
    const same = bearer(token());
    const answers = await Promise.all(Array.from({ length: 20 }, () => get('/things', same)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    await get('/things', same);
    expect(authority.asked).toBe(1);
    await get('/things', bearer(token({ jti: id(5) })));
    expect(authority.asked).toBe(2);
  });

  it('refuses a token of a session that has ended, at once in the process where it ends', async () => {
    const authority = new TestAuthority();
    const { get, control } = await start([ThingsController], authority);
    const mine = bearer(token());
    expect((await get('/things', mine)).status).toBe(200);
    authority.endedSessions.add(id(2));
    await control.changed({ subject: 'session', id: id(2) });
    expect((await get('/things', mine)).status).toBe(401);
  });

  it('gives a permission away at once when the role changes', async () => {
    const authority = new TestAuthority();
    const { get, control } = await start([ThingsController], authority);
    const mine = bearer(token());
    expect((await get('/things/write', mine)).status).toBe(403);
    authority.permissions = new Set(['things:read', 'things:write']);
    await control.changed({ subject: 'user', id: id(1) });
    expect((await get('/things/write', mine)).status).toBe(200);
  });

  it('answers 503 when a token can not be verified for want of the database', async () => {
    const authority = new TestAuthority();
    const { get } = await start([ThingsController], authority);
    authority.down = true;
    expect(await get('/things', bearer(token()))).toMatchObject({
      status: 503,
      json: { code: 'unavailable', retryAfter: 2 },
    });
    authority.down = false;
    expect((await get('/things', bearer(token()))).status).toBe(200);
  });

  it('does not trust a known token for longer than a second without the database', async () => {
    const authority = new TestAuthority();
    const { get } = await start([ThingsController], authority);
    const mine = bearer(token());
    expect((await get('/things', mine)).status).toBe(200);
    authority.down = true;
    expect((await get('/things', mine)).status).toBe(200);
    await pause(1_500);
    expect(await get('/things', mine)).toMatchObject({ status: 503, json: { retryAfter: 2 } });
    authority.down = false;
    expect((await get('/things', mine)).status).toBe(200);
  });

  it('keeps the authorities of two applications in one process apart', async () => {
    const first = await start([ThingsController]);
    const strangers = new TestAuthority();
    strangers.keyFor = () => otherKeys.publicKey;
    const second = await start([ThingsController], strangers);
    expect((await first.get('/things', bearer(token()))).status).toBe(200);
    expect((await second.get('/things', bearer(token()))).status).toBe(401);
  });
});

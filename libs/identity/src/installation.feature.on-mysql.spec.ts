import { acrossOrganizations } from '@keelson/kernel';
import { Database } from '@keelson/sql';
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityApps, type IdentityApp, type IdentityApps } from '../../../test/support/identity.js';
import { FirstOwner } from './index.js';
import { keyPairOf, newPrivateKeyPem } from './key-pair.js';

const owner = { email: 'owner@example.com', name: 'Owner', organization: 'Own' };

describe('an installation that starts', () => {
  let apps: IdentityApps;
  let first: IdentityApp;
  let second: IdentityApp;
  const keys = async (app: IdentityApp) => (await app.http('GET', '/.well-known/jwks.json')).json;

  beforeAll(async () => {
    apps = await identityApps();
    [first, second] = await Promise.all([apps.start(), apps.start()]);
  });
  afterAll(() => apps.close());

  it('has one signing key, also when two processes ask for the first one at once', async () => {
    const [one, two] = await Promise.all([keys(first), keys(second)]);
    expect(one).toEqual(two);
    expect(one).toMatchObject({ keys: [{ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' }] });
    expect(JSON.stringify(one)).not.toContain('"d"');
    const rows = await first.get(Database).read('SELECT id FROM signing_keys');
    expect(rows).toHaveLength(1);
  });

  it('has one first owner, also when two processes make one at once', async () => {
    const made = await Promise.all([
      first.get(FirstOwner).ensure(owner),
      second.get(FirstOwner).ensure(owner),
    ]);
    const [account, ...others] = made.filter((one) => one !== null);
    expect(others).toEqual([]);
    expect(account?.password).toMatch(/^[A-Za-z0-9_-]{24}$/);
    const { token } = await first.signIn(owner.email, undefined, String(account?.password));
    expect((await first.http('GET', '/v1/me', { token })).json).toMatchObject({
      role: 'owner',
      organization: { name: 'Own' },
    });
    expect(await second.get(FirstOwner).ensure({ ...owner, email: 'late@example.com' })).toBeNull();
  });

  it('signs with the key of the settings, and then accepts no other', async () => {
    const pem = newPrivateKeyPem();
    await first.signUp('ada@example.com', 'Engines');
    const { token: old } = await first.signIn('ada@example.com');
    const configured = await apps.start({ signingKey: pem });
    expect(await keys(configured)).toEqual({ keys: [keyPairOf(pem).jwk] });
    const { token } = await configured.signIn('ada@example.com');
    expect((await configured.http('GET', '/v1/me', { token })).status).toBe(200);
    expect((await configured.http('GET', '/v1/me', { token: old })).status).toBe(401);
    expect((await first.http('GET', '/v1/me', { token })).status).toBe(401);
  });

  it('does not start with a key that can not sign ES256', async () => {
    const wrong = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey;
    const signingKey = String(wrong.export({ type: 'pkcs8', format: 'pem' }));
    await expect(apps.start({ signingKey })).rejects.toThrow('P-256');
  });

  it('lets nobody read users, sessions or keys by a route', async () => {
    const { token } = await first.signIn('ada@example.com');
    for (const path of ['users', 'sessions', 'signing-keys', 'access-changes', 'memberships'])
      expect((await first.http('GET', `/v1/${path}`, { token })).status).toBe(404);
    await acrossOrganizations('counts', async () => {
      expect(await first.get(Database).read('SELECT id FROM users')).toHaveLength(2);
    });
  });
});

import { withContext } from '@keelson/kernel';
import { Database } from '@keelson/sql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  identityApps,
  password,
  type IdentityApp,
  type IdentityApps,
} from '../../../test/support/identity.js';
import { Addresses } from './index.js';
import { PasswordHashing } from './password-hashing.js';

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
  const prove = (userId: string, email: string) =>
    withContext({ operation: 'test:prove' }, () =>
      app.get(Database).transaction(() => app.get(Addresses).claim(userId, email)),
    );
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
      { name: 'identity.address-mail', payload: { linkId: expect.any(String) as string } },
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

  it('answers the same for an address that has an owner, in any case, and so does the sign-in that follows', async () => {
    const grace = 'grace@example.com';
    const another = 'another long password';
    const fresh = await signUp(body(grace));
    const me = await app.http('GET', '/v1/me', { token: (await app.signIn(grace)).token });
    await prove(String((me.json['user'] as { id: string }).id), grace);
    const known = await signUp(body(grace, { password: another }));
    const shouted = await signUp(body('GRACE@example.com', { password: another }));
    for (const again of [known, shouted]) {
      expect(again.status).toBe(fresh.status);
      expect(Object.keys(again.json)).toEqual(Object.keys(fresh.json));
      expect(Object.keys(again.headers).sort()).toEqual(Object.keys(fresh.headers).sort());
    }
    expect(known.json).toEqual(fresh.json);
    const purposes = await app
      .get(Database)
      .read("SELECT purpose FROM address_links WHERE email_key = 'grace@example.com' ORDER BY id");
    expect(purposes).toEqual([{ purpose: 'prove' }, { purpose: 'known' }]);
    const ownerOf = async (secret: string) => {
      const { token } = await app.signIn(grace, undefined, secret);
      const { status, json } = await app.http('GET', '/v1/me', { token });
      expect(status).toBe(200);
      expect(json['organizations']).toHaveLength(1);
      return (json['user'] as { id: string }).id;
    };
    // Each password has its account; nothing of the owner's is in the stranger's.
    expect(await ownerOf(password)).toBe((me.json['user'] as { id: string }).id);
    expect(await ownerOf(another)).not.toBe(await ownerOf(password));
  });

  it('makes three accounts for an address that nobody proves, which one hash tries, and then no more', async () => {
    const crowd = 'crowd@example.com';
    const secrets = ['first long password', 'second long password', 'third long password', 'one too many'];
    for (const secret of [...secrets, secrets[0]])
      expect((await signUp(body(crowd, { password: secret }))).status).toBe(201);
    const rows = await app
      .get(Database)
      .read<{ hash: string }>("SELECT password_hash AS hash FROM users WHERE email = 'crowd@example.com'");
    expect(new Set(rows.map(({ hash }) => hash)).size).toBe(3);
    expect(new Set(rows.map(({ hash }) => hash.slice(0, hash.lastIndexOf('$')))).size).toBe(1);
    const tried = vi.spyOn(app.get(PasswordHashing), 'match');
    for (const secret of secrets.slice(0, 3)) await app.signIn(crowd, undefined, secret);
    await expect(app.signIn(crowd, undefined, secrets[3])).rejects.toThrow('invalid_grant');
    expect(tried).toHaveBeenCalledTimes(4);
  });

  it('gives the place of an account that nobody has used for a week to a new one', async () => {
    const late = 'late@example.com';
    const secrets = ['first long password', 'second long password', 'third long password'];
    for (const secret of secrets) await signUp(body(late, { password: secret }));
    await app
      .get(Database)
      .write('UPDATE users SET created_at = ? WHERE email = ?', [new Date('2020-01-01T00:00:00Z'), late]);
    // In use, whenever it was made.
    await app.signIn(late, undefined, secrets[0]);
    await signUp(body(late));
    await app.signIn(late);
    for (const secret of [secrets[0], secrets[2]]) await app.signIn(late, undefined, secret);
    await expect(app.signIn(late, undefined, secrets[1])).rejects.toThrow('invalid_grant');
  });

  it('answers the same when many sign up for one new address at once, and makes one account a password', async () => {
    const before = app.jobs.length;
    const secrets = [password, 'another long password'];
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => signUp(body('parallel@example.com', { password: secrets[n % 2] }))),
    );
    for (const { status, json } of answers)
      expect({ status, json }).toEqual({ status: 201, json: answers[0]?.json });
    // Two salts would need two hashes for each sign-in.
    for (const secret of secrets) await app.signIn('parallel@example.com', undefined, secret);
    const rows = await app.get(Database).read("SELECT id FROM users WHERE email = 'parallel@example.com'");
    expect(rows).toHaveLength(2);
    expect(app.jobs.length - before).toBe(1);
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

  it.each(['passwordpassword', 'somebody.long@example.com', 'Lovelace-1815!!'])(
    'refuses a password that is easy to guess: %s',
    async (weak) => {
      const answer = await signUp(body('somebody.long@example.com', { password: weak }));
      expect(answer).toMatchObject({
        status: 422,
        json: { code: 'identity.weak_password', errors: [{ pointer: '/password' }] },
      });
    },
  );

  it.each([
    ['a short password', { password: 'short' }, '/password'],
    ['a password that is short as letters', { password: 'e\u0301'.repeat(6) }, '/password'],
    ['a long password', { password: 'x'.repeat(129) }, '/password'],
    ['no address', { email: 'somebody' }, '/email'],
    ['no name', { name: null }, '/name'],
    ['a name with a control character', { name: 'Ada\u0007' }, '/name'],
    ['a name in two lines', { name: 'Ada\nLovelace' }, '/name'],
    ['a name that turns the text after it', { name: 'Ada \u202egnp.exe' }, '/name'],
    ['an organization that isolates', { organization: 'Engines\u2067' }, '/organization'],
    ['a letter beyond ASCII that looks like one in the address', { email: 'аda@example.com' }, '/email'],
    ['an unknown field', { role: 'owner' }, '/role'],
  ])('refuses %s', async (_what, wrong, pointer) => {
    const answer = await signUp(body('somebody.long@example.com', wrong));
    expect(answer).toMatchObject({ status: 400, json: { code: 'validation_failed', errors: [{ pointer }] } });
    expect(
      (await app.token({ grant_type: 'password', username: 'somebody.long@example.com', password })).status,
    ).toBe(400);
  });

  it('refuses ten megabytes of password before it looks at them', async () => {
    const answer = await signUp(body('somebody.long@example.com', { password: 'x'.repeat(10_000_000) }));
    expect(answer).toMatchObject({ status: 413, json: { code: 'body_too_large' } });
  });

  it('leaves no password in the audit log', async () => {
    const { token } = await app.signIn('ada@example.com');
    const { json } = await app.http('GET', '/v1/audit-entries', { token });
    expect(json['data']).toContainEqual(
      expect.objectContaining({ action: 'auth:sign-up', subjectType: 'member' }),
    );
    expect(JSON.stringify(json)).not.toMatch(/argon2|correct horse/);
  });
});

import { inScope, installationScope } from '@keelson/kernel';
import { CommandError, Database, storedScope, type DeclaredApplication } from '@keelson/sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn, startApp, type SignedIn, type TestApp } from '../../../../test/support/app.js';
import { makeResetLink } from './reset-link.command.js';

const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';
const next = 'another battery staple';

describe('A link to reset a password that an operator hands over', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  const application = () => ({ services: () => Promise.resolve(app) }) as unknown as DeclaredApplication;
  const make = async (user: string) => {
    const { json, lines } = await makeResetLink.run(application(), { user } as never);
    const { link, ...told } = json as { link: string; userId: string; expiresAt: Date };
    expect(lines[0]).toBe(link);
    return { ...told, token: link.slice(link.indexOf('#reset=') + '#reset='.length) };
  };
  const reset = (token: string) =>
    app.http('POST', '/v1/auth/reset-password', { body: { token, password: next } });
  const over = { status: 422, json: { code: 'identity.link_invalid' } };
  const read = <T extends object>(sql: string, values: readonly string[]) =>
    inScope(installationScope, () => app.get(Database).read<T>(sql, values));
  const signUpAgain = ({ email }: SignedIn, password: string) =>
    app.http('POST', '/v1/auth/sign-up', { body: { email, password, name: 'Ada', organization: 'Engines' } });

  it('works once, ends the sessions, and is recorded but stored nowhere', async () => {
    const ada = await app.signUp();
    const made = await make(ada.email.toUpperCase());
    expect(made.userId).toBe(ada.userId);
    expect(made.expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(30 * 60_000);
    const stored = JSON.stringify([
      await read('SELECT * FROM address_links WHERE user_id = ?', [ada.userId]),
      await read('SELECT * FROM audit_entries WHERE organization_id = ? AND subject_id = ?', [
        storedScope(installationScope),
        ada.userId,
      ]),
    ]);
    expect(stored).toContain('installation-users:reset-link');
    expect(stored).not.toContain(made.token.slice(-43));
    expect(await reset(made.token)).toMatchObject({ status: 200, json: { email: ada.email } });
    expect((await ada.get('/v1/me')).status).toBe(401);
    expect((await signIn(app.http, ada.email, next)).userId).toBe(ada.userId);
    expect(await reset(made.token)).toMatchObject(over);
    // No mail is missed for it.
    expect(
      await read("SELECT id FROM address_links WHERE email_key = ? AND purpose = 'reset'", [ada.email]),
    ).toEqual([]);
  });

  it('is for one account: it proves its address and ends the others', async () => {
    const ada = await app.signUp({ isProven: false });
    await signUpAgain(ada, 'a password of a stranger');
    await expect(make(ada.email)).rejects.toThrow('Several accounts');
    const { token } = await make(ada.userId);
    expect((await reset(token)).status).toBe(200);
    const back = await signIn(app.http, ada.email, next);
    expect(back).toMatchObject({ userId: ada.userId, organizationId: ada.organizationId });
    expect((await back.get('/v1/me')).json.user.addressProven).toBe(true);
    await expect(signIn(app.http, ada.email, 'a password of a stranger')).rejects.toThrow('invalid_grant');
  });

  it('takes no address from its owner, and ends with the account and with its address', async () => {
    const owner = await app.signUp();
    await signUpAgain(owner, 'a password of a stranger');
    const stranger = await signIn(app.http, owner.email, 'a password of a stranger');
    const { token } = await make(stranger.userId);
    expect(await reset(token)).toMatchObject({ status: 409, json: { code: 'identity.address_taken' } });
    const { token: mine } = await make(owner.userId);
    await owner.post('/v1/me/close', { password: owner.password });
    expect(await reset(mine)).toMatchObject(over);
    await expect(make(owner.userId)).rejects.toThrow(CommandError);
    await expect(make(nobody)).rejects.toThrow('There is no user');
    await expect(make('ada')).rejects.toThrow('neither a UUID nor an email address');
    const moved = await app.signUp();
    const { token: before } = await make(moved.userId);
    await app
      .get(Database)
      .write('UPDATE users SET email = ?, email_key = ?, proven_key = ? WHERE id = ?', [
        'moved-away@example.com',
        'moved-away@example.com',
        'moved-away@example.com',
        moved.userId,
      ]);
    expect(await reset(before)).toMatchObject(over);
  });
});

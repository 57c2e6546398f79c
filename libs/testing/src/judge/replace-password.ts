import { Stores, withContext } from '@keelson/kernel';
import type { Person } from '@keelson/conformance';
import { Database } from '@keelson/sql';
import { randomBytes } from 'node:crypto';
import { AddressLink, AddressLinks, addressKey, PasswordHashing, User } from '@keelson/identity/ports';
import type { TestApp } from '../application.js';
import { signIn } from '../signed-in.js';

/** By the routes: with the link of a mail, or with the old password in a session of its own. */
export async function replacePassword(
  app: TestApp,
  { userId, organizationId, email = '' }: Person,
  how: 'reset' | 'change',
): Promise<void> {
  const password = `a new password ${randomBytes(6).toString('hex')}`;
  if (how === 'reset') {
    const token = await resetToken(app, email);
    return post(app, '/v1/auth/reset-password', { token, password });
  }
  const before = 'the previous password';
  await givePassword(app, userId, before);
  const { token } = await signIn(app.http, email, before, organizationId);
  return post(app, '/v1/me/change-password', { currentPassword: before, password }, token);
}

/** As it stands in the mail. */
async function resetToken(app: TestApp, email: string): Promise<string> {
  await post(app, '/v1/auth/forgot-password', { email });
  const links = app.get(Stores).of(AddressLink);
  const [link] = await links.find({ emailKey: addressKey(email), purpose: 'reset' }, { limit: 1 });
  if (!link) throw new Error('The password reset sent no email with a link.');
  return app.get(AddressLinks).tokenOf(link, 'reset');
}

async function givePassword(app: TestApp, userId: string, password: string): Promise<void> {
  const passwordHash = await app.get(PasswordHashing).hash(password);
  await withContext({ operation: 'test:password' }, () =>
    app.get(Database).transaction(async () => {
      const users = app.get(Stores).of(User);
      const [user] = (await users.lock([userId])) as [User];
      await users.save(Object.assign(user, { passwordHash }));
    }),
  );
}

async function post(app: TestApp, url: string, body: object, token?: string): Promise<void> {
  const { status, text } = await app.http('POST', url, { body, token });
  if (status >= 300) throw new Error(`POST ${url} returned ${status}: ${text}`);
}

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { Mailbox } from '@keelson/testing';

describe('A mail to an address', () => {
  let app: TestApp;
  let german: SignedIn;
  const mailbox = new Mailbox();
  const post = (url: string, body: object) => app.http('POST', url, { body });
  /** Whether a mail with this subject arrives. */
  const gets = (email: string, subject: string) =>
    vi.waitUntil(() => mailbox.to(email).some((mail) => mail.subject === subject), {
      timeout: 20_000,
      interval: 20,
    });
  const inGerman = async (person: SignedIn) => {
    expect((await person.patch('/v1/me', { locale: 'de', timeZone: 'Europe/Berlin' })).status).toBe(200);
    return person;
  };

  beforeAll(async () => {
    app = await startApp({ override: mailbox.override });
    german = await inGerman(await app.signUp());
  });
  afterAll(() => app?.close());

  it("that is invited is in the language of its owner, and without one in the inviter's", async () => {
    const english = await app.signUp();
    const known = await inGerman(await app.signUp());
    const invite = (by: SignedIn, email: string) => by.post('/v1/invitations', { email, role: 'member' });
    await invite(english, known.email);
    expect(await gets(known.email, 'Ada lädt Sie zu Ada Marine ein')).toBe(true);
    await invite(german, 'new-here@example.com');
    expect(await gets('new-here@example.com', 'Ada lädt Sie zu Ada Marine ein')).toBe(true);
    await invite(german, english.email);
    expect(await gets(english.email, 'Ada invites you to Ada Marine')).toBe(true);
    // An account that has proven nothing is not the reader's.
    const claimed = await inGerman(await app.signUp({ isProven: false }));
    await invite(english, claimed.email);
    expect(await gets(claimed.email, 'Ada invites you to Ada Marine')).toBe(true);
  });

  it('about an account is in the language of the account, also to an address that is not its own', async () => {
    const email = 'new-address@example.com';
    await german.post('/v1/me/change-address', { email, password: german.password });
    const token = await mailbox.token(email, 'change');
    expect(await gets(email, 'Bestätigen Sie Ihre neue Mailadresse')).toBe(true);
    expect((await german.post('/v1/me/confirm-address', { token })).status).toBe(200);
    expect(await gets(german.email, 'Ihre Mailadresse wurde geändert')).toBe(true);
    expect(await gets(email, 'Ihre Mailadresse wurde geändert')).toBe(true);
    await post('/v1/auth/forgot-password', { email: german.email });
    expect(await gets(german.email, 'Holen Sie Ihr Konto zurück')).toBe(true);
    await post('/v1/auth/forgot-password', { email });
    expect(await gets(email, 'Setzen Sie Ihr Passwort zurück')).toBe(true);
  });
});

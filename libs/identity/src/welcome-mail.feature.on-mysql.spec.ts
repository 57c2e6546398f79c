import { Mailer, type Mail } from '@keelson/mail';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.js';

describe('the mail after a sign-up', () => {
  let app: TestApp;
  const mails: Mail[] = [];
  let tries = 0;
  let isAway = false;

  beforeAll(async () => {
    app = await startApp({
      override: (builder) =>
        builder.overrideProvider(Mailer).useValue({
          send: async (mail: Mail) => {
            const fails = isAway;
            tries += 1;
            await pause(0);
            if (fails) throw new Error('The mail server is away.');
            mails.push(mail);
          },
        }),
    });
  });
  afterAll(() => app.close());

  it('welcomes someone new, and tells the owner of a known address', async () => {
    const body = {
      email: 'Ada@example.com',
      password: 'correct horse battery staple',
      name: 'Ada Lovelace',
      organization: 'Engines',
    };
    const signUp = (email: string) => app.http('POST', '/v1/auth/sign-up', { body: { ...body, email } });
    expect((await signUp(body.email)).status).toBe(201);
    await vi.waitFor(() => expect(mails).toHaveLength(1), { timeout: 15_000 });
    const [welcome] = mails;
    expect(welcome).toMatchObject({ to: 'Ada@example.com', subject: 'Verify your email address' });
    // What somebody types in a form is not sent to a stranger.
    expect(JSON.stringify(mails)).not.toMatch(/Lovelace|Engines/);
    const token = /#prove=(\S+)/.exec(welcome?.text ?? '')?.[1];
    const proof = { token, password: body.password };
    expect((await app.http('POST', '/v1/auth/prove-address', { body: proof })).status).toBe(200);
    expect((await signUp('ADA@EXAMPLE.COM')).status).toBe(201);
    await vi.waitFor(() => expect(mails).toHaveLength(2), { timeout: 15_000 });
    expect(mails[1]).toMatchObject({ to: 'Ada@example.com', subject: 'You already have an account' });
    expect(JSON.stringify(mails)).not.toContain('correct horse');
  });

  it('is sent again when it could not be sent', async () => {
    const [before, asked] = [mails.length, tries];
    isAway = true;
    const owner = await app.signUp({ isProven: false });
    await vi.waitUntil(() => tries > asked, { timeout: 15_000 });
    isAway = false;
    await vi.waitFor(() => expect(mails).toHaveLength(before + 1), { timeout: 20_000 });
    expect(mails.at(-1)).toMatchObject({ to: owner.email, subject: 'Verify your email address' });
    expect(tries).toBeGreaterThan(asked + 1);
  });
});

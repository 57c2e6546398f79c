import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { signIn, startApp, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { Mailbox } from '@keelson/testing';

/** Somebody has got hold of an account and changed its address. Whatever the owner tries first, there is a way back. */
describe('An account whose address a thief has changed', () => {
  let app: TestApp;
  const mailbox = new Mailbox();
  const next = 'another battery staple';
  let count = 0;

  beforeAll(async () => {
    app = await startApp({ override: mailbox.override });
  });
  afterAll(() => app?.close());

  const post = (url: string, body: object) => app.http('POST', url, { body });
  const undo = (token: string) => post('/v1/auth/undo-address-change', { token, password: next });
  const resetHere = async (email: string) => {
    await post('/v1/auth/forgot-password', { email });
    const token = await mailbox.token(email, 'reset');
    return post('/v1/auth/reset-password', { token, password: next });
  };
  const signUp = (email: string, password: string) =>
    post('/v1/auth/sign-up', { email, password, name: 'Ada', organization: 'Engines' });
  const subjects = (email: string) => mailbox.to(email).map(({ subject }) => subject);

  /** The account, whose password the thief knows, and the token that its owner was sent. */
  async function stolen(): Promise<{ ada: SignedIn; theirs: string; token: string }> {
    const ada = await app.signUp({ isProven: false });
    const token = await mailbox.token(ada.email, 'prove');
    await post('/v1/auth/prove-address', { token, password: ada.password });
    const theirs = `thief${(count += 1)}@example.com`;
    await ada.post('/v1/me/change-address', { email: theirs, password: ada.password });
    await ada.post('/v1/me/confirm-address', { token: await mailbox.token(theirs, 'change') });
    return { ada, theirs, token: await mailbox.token(ada.email, 'undo') };
  }

  async function expectBack(ada: SignedIn, theirs: string, password = next): Promise<void> {
    await vi.waitFor(async () => expect((await ada.get('/v1/me')).status).toBe(401), { timeout: 1_000 });
    const back = await signIn(app.http, ada.email, password);
    expect(back).toMatchObject({ userId: ada.userId, organizationId: ada.organizationId });
    await expect(signIn(app.http, theirs, ada.password)).rejects.toThrow('invalid_grant');
    await expect(signIn(app.http, theirs, password)).rejects.toThrow('invalid_grant');
  }

  it('comes back by the reset of its password, and the promised link works after that as well', async () => {
    const { ada, theirs, token } = await stolen();
    await post('/v1/auth/forgot-password', { email: ada.email });
    const reset = await mailbox.token(ada.email, 'reset');
    expect(subjects(ada.email)).toContain('Get your account back');
    const first = 'the first new password';
    expect(await post('/v1/auth/reset-password', { token: reset, password: first })).toMatchObject({
      status: 200,
      json: { email: ada.email },
    });
    await expectBack(ada, theirs, first);
    expect(await undo(token)).toMatchObject({ status: 200, json: { email: ada.email } });
    await expectBack(ada, theirs);
  });

  it('comes back by a reset that was asked for before the change', async () => {
    const ada = await app.signUp();
    await post('/v1/auth/forgot-password', { email: ada.email });
    const reset = await mailbox.token(ada.email, 'reset');
    const theirs = `thief${(count += 1)}@example.com`;
    await ada.post('/v1/me/change-address', { email: theirs, password: ada.password });
    await ada.post('/v1/me/confirm-address', { token: await mailbox.token(theirs, 'change') });
    expect((await post('/v1/auth/reset-password', { token: reset, password: next })).status).toBe(200);
    await expectBack(ada, theirs);
  });

  it.each(['the link of the notification', 'a reset'])(
    'comes back by %s after its owner has signed up anew, and a stranger too',
    async (way) => {
      const { ada, theirs, token } = await stolen();
      const own = 'a password for a new account';
      for (const password of ['a password of a stranger', own])
        expect((await signUp(ada.email, password)).status).toBe(201);
      await vi.waitFor(
        () => expect(subjects(ada.email)).toContain('The email address of your account was changed'),
        { timeout: 20_000 },
      );
      const back = way === 'a reset' ? await resetHere(ada.email) : await undo(token);
      expect(back).toMatchObject({ status: 200, json: { email: ada.email } });
      await expectBack(ada, theirs);
      for (const password of ['a password of a stranger', own])
        await expect(signIn(app.http, ada.email, password)).rejects.toThrow('invalid_grant');
    },
  );

  it('keeps its place: nobody else can prove the address while the link is good', async () => {
    const { ada, theirs, token } = await stolen();
    // By a link that was sent before.
    const other = await app.signUp();
    await other.post('/v1/me/change-address', { email: ada.email, password: other.password });
    const change = await mailbox.token(ada.email, 'change');
    expect(await other.post('/v1/me/confirm-address', { token: change })).toMatchObject({
      status: 409,
      json: { code: 'identity.address_taken', detail: expect.stringContaining('reset its password') },
    });
    // By an invitation.
    const inviter = await app.signUp();
    await inviter.post('/v1/invitations', { email: ada.email, role: 'member' });
    const invitation = await mailbox.token(ada.email, 'invitation');
    const newcomer = { token: invitation, name: 'Ada', password: next };
    expect(await post('/v1/auth/accept-invitation', newcomer)).toMatchObject({
      status: 409,
      json: { code: 'invitations.account_exists' },
    });
    expect((await undo(token)).status).toBe(200);
    await expectBack(ada, theirs);
    const back = await signIn(app.http, ada.email, next);
    expect((await back.post('/v1/me/accept-invitation', { token: invitation })).status).toBe(200);
  });

  it('leaves the address to others once it has ended', async () => {
    const { ada, theirs } = await stolen();
    const before = await mailbox.token(ada.email, 'prove');
    expect((await ada.post('/v1/me/close', { password: ada.password })).status).toBe(204);
    await expect(signIn(app.http, theirs, ada.password)).rejects.toThrow('invalid_grant');
    expect((await signUp(ada.email, next)).status).toBe(201);
    const token = await vi.waitUntil(
      async () => {
        const latest = await mailbox.token(ada.email, 'prove');
        return latest !== before && latest;
      },
      { timeout: 20_000, interval: 20 },
    );
    expect((await post('/v1/auth/prove-address', { token, password: next })).status).toBe(200);
  });
});

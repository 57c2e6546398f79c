import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, signIn, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { Mailbox } from '@keelson/testing';

/** A stranger signs up with somebody's address first. Whatever its owner does then, they get in and the stranger is out. */
describe('A stolen address', () => {
  let app: TestApp;
  const mailbox = new Mailbox();
  const own = 'the password of the owner';
  const theirs = (n: number) => `a password of stranger ${n}`;

  beforeAll(async () => {
    app = await startApp({ override: mailbox.override });
  });
  afterAll(() => app?.close());

  const post = (url: string, body: object) => app.http('POST', url, { body });
  const signUp = (email: string, password: string) =>
    post('/v1/auth/sign-up', { email, password, name: 'Somebody', organization: 'Some organization' });

  /** Strangers who are in, as every sign-up is at once. */
  async function strangers(email: string, count: number): Promise<SignedIn[]> {
    const all: SignedIn[] = [];
    for (let n = 1; n <= count; n += 1) {
      expect((await signUp(email, theirs(n))).status).toBe(201);
      all.push(await signIn(app.http, email, theirs(n)));
    }
    return all;
  }

  async function expectOut(stranger: SignedIn): Promise<void> {
    await vi.waitFor(async () => expect((await stranger.get('/v1/me')).status).toBe(401), {
      timeout: 20_000,
    });
    const refresh = { grant_type: 'refresh_token', refresh_token: stranger.refreshToken };
    expect(await post('/v1/auth/token', refresh)).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    });
    const password = { grant_type: 'password', username: stranger.email, password: stranger.password };
    for (const scope of [undefined, `organization:${stranger.organizationId}`])
      expect(await post('/v1/auth/token', { ...password, ...(scope && { scope }) })).toMatchObject({
        status: 400,
        json: { error: 'invalid_grant' },
      });
  }

  async function expectIn(email: string, outside: readonly SignedIn[]): Promise<SignedIn> {
    const owner = await signIn(app.http, email, own);
    const { json } = await owner.get('/v1/me');
    expect(json).toMatchObject({ user: { email }, role: 'owner' });
    const ids = (json.organizations as { id: string }[]).map(({ id }) => id);
    expect(ids).toHaveLength(1);
    for (const stranger of outside) expect(ids).not.toContain(stranger.organizationId);
    return owner;
  }

  it.each([1, 2])('is proven by its owner, who signs up after %i strangers', async (count) => {
    const email = `sign-up${count}@example.com`;
    const outside = await strangers(email, count);
    expect((await signUp(email, own)).status).toBe(201);
    // The mail that a stranger has caused serves as well: the password says whose account it is.
    const token = await mailbox.token(email, 'prove');
    expect(await post('/v1/auth/prove-address', { token, password: own })).toMatchObject({
      status: 200,
      json: { email },
    });
    for (const stranger of outside) await expectOut(stranger);
    await expectIn(email, outside);
    expect(await post('/v1/auth/prove-address', { token, password: own })).toMatchObject({
      status: 422,
      json: { code: 'identity.link_invalid' },
    });
  });

  it('is reset by its owner, who finds no place for an account left by three strangers', async () => {
    const email = 'crowded@example.com';
    const outside = await strangers(email, 3);
    expect((await signUp(email, own)).status).toBe(201);
    // Nobody in use is driven out by a sign-up, and the mail offers the way in.
    for (const stranger of outside) expect((await stranger.get('/v1/me')).status).toBe(200);
    const token = await mailbox.token(email, 'reset');
    expect(await post('/v1/auth/reset-password', { token, password: own })).toMatchObject({ status: 200 });
    for (const stranger of outside) await expectOut(stranger);
    await expectIn(email, outside);
  });

  it('is reset by its owner, who inherits nothing', async () => {
    const email = 'reset@example.com';
    const outside = await strangers(email, 1);
    expect(await post('/v1/auth/forgot-password', { email })).toMatchObject({ status: 202 });
    const token = await mailbox.token(email, 'reset');
    expect(mailbox.to(email).at(-1)?.text).toContain('none of them has verified it');
    expect(await post('/v1/auth/reset-password', { token, password: own })).toMatchObject({ status: 200 });
    for (const stranger of outside) await expectOut(stranger);
    await expectIn(email, outside);
    expect(await post('/v1/auth/reset-password', { token, password: 'yet another password' })).toMatchObject({
      status: 422,
      json: { code: 'identity.link_invalid' },
    });
    await expectIn(email, outside);
  });

  it("is not proven for a stranger whose mail its owner opens: the owner's password is not the account's", async () => {
    const email = 'clicked@example.com';
    const [stranger] = (await strangers(email, 1)) as [SignedIn];
    const token = await mailbox.token(email, 'prove');
    expect(await post('/v1/auth/prove-address', { token, password: own })).toMatchObject({
      status: 422,
      json: { code: 'identity.wrong_password' },
    });
    // The link is not used up by that.
    expect((await signUp(email, own)).status).toBe(201);
    expect((await post('/v1/auth/prove-address', { token, password: own })).status).toBe(200);
    await expectOut(stranger);
    await expectIn(email, [stranger]);
  });

  it('is won by one of two accounts that are proven at once', async () => {
    const email = 'raced@example.com';
    const [stranger] = (await strangers(email, 1)) as [SignedIn];
    await signUp(email, own);
    const token = await mailbox.token(email, 'prove');
    const answers = await Promise.all(
      [own, stranger.password, own, stranger.password].map((password) =>
        post('/v1/auth/prove-address', { token, password }),
      ),
    );
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 422, 422, 422]);
    const signIns = await Promise.all(
      [own, stranger.password].map((password) =>
        post('/v1/auth/token', { grant_type: 'password', username: email, password }),
      ),
    );
    expect(signIns.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 400]);
  });

  it('stays with its owner when strangers sign up later: they get an account that can prove nothing', async () => {
    const owner = await app.signUp();
    const outside = await strangers(owner.email, 3);
    const notices = () =>
      mailbox.to(owner.email).filter(({ subject }) => subject === 'You already have an account');
    await vi.waitFor(() => expect(notices()).toHaveLength(1), { timeout: 15_000 });
    for (const stranger of outside) expect(stranger.organizationId).not.toBe(owner.organizationId);
    await signIn(app.http, owner.email, owner.password, owner.organizationId);
    expect((await signUp(owner.email, owner.password)).status).toBe(201);
    // The owner's reset ends them.
    await post('/v1/auth/forgot-password', { email: owner.email.toUpperCase() });
    const token = await mailbox.token(owner.email, 'reset');
    expect((await post('/v1/auth/reset-password', { token, password: own })).status).toBe(200);
    for (const stranger of [...outside, owner]) await expectOut(stranger);
    expect((await expectIn(owner.email, outside)).organizationId).toBe(owner.organizationId);
    // One notice, whatever strangers do.
    expect(notices()).toHaveLength(1);
  });
});

import { Database } from '@keelson/sql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, signIn, type TestApp } from '../../../test/support/app.js';
import { Mailbox } from '@keelson/testing';

describe('Links in mails about an address', () => {
  let app: TestApp;
  const mailbox = new Mailbox();
  const next = 'another battery staple';
  let count = 0;
  const newAddress = () => `moved${(count += 1)}@example.com`;

  beforeAll(async () => {
    app = await startApp({ override: mailbox.override });
  });
  afterAll(() => app?.close());

  const post = (url: string, body: object) => app.http('POST', url, { body });
  const over = { status: 422, json: { code: 'identity.link_invalid' } };

  it('move an account to another address, which is proven by that, and tell both', async () => {
    const ada = await app.signUp();
    const email = newAddress();
    const { password } = ada;
    expect(await ada.post('/v1/me/change-address', { email, password: next })).toMatchObject({
      status: 422,
      json: { code: 'identity.wrong_password' },
    });
    expect((await ada.post('/v1/me/change-address', { email, password })).status).toBe(202);
    const token = await mailbox.token(email, 'change');
    expect((await ada.get('/v1/me')).json.user.email).toBe(ada.email);
    // A link is good for the account that asked only.
    const eve = await app.signUp();
    expect(await eve.post('/v1/me/confirm-address', { token })).toMatchObject(over);
    expect(await ada.post('/v1/me/confirm-address', { token })).toMatchObject({
      status: 200,
      json: { email },
    });
    expect(await ada.post('/v1/me/confirm-address', { token })).toMatchObject(over);
    expect((await ada.get('/v1/me')).json.user.email).toBe(email);
    expect((await ada.get('/v1/members')).json.data).toMatchObject([{ email }]);
    await signIn(app.http, email, password);
    await expect(signIn(app.http, ada.email, password)).rejects.toThrow('invalid_grant');
    await mailbox.token(ada.email, 'undo');
    await vi.waitFor(() =>
      expect(mailbox.to(email).map(({ subject }) => subject)).toContain('Your email address was changed'),
    );
  });

  it('take an account back that somebody else has moved on and on', async () => {
    const ada = await app.signUp();
    const [first, second] = [newAddress(), newAddress()];
    for (const email of [first, second]) {
      await ada.post('/v1/me/change-address', { email, password: ada.password });
      await ada.post('/v1/me/confirm-address', { token: await mailbox.token(email, 'change') });
    }
    const [mine, theirs] = [await mailbox.token(ada.email, 'undo'), await mailbox.token(first, 'undo')];
    expect(await post('/v1/auth/undo-address-change', { token: mine, password: next })).toMatchObject({
      status: 200,
      json: { email: ada.email },
    });
    expect(await post('/v1/auth/undo-address-change', { token: theirs, password: next })).toMatchObject(over);
    await vi.waitFor(async () => expect((await ada.get('/v1/me')).status).toBe(401), { timeout: 20_000 });
    expect((await signIn(app.http, ada.email, next)).organizationId).toBe(ada.organizationId);
    for (const email of [first, second])
      await expect(signIn(app.http, email, ada.password)).rejects.toThrow('invalid_grant');
  });

  it('say nothing of an address that has an owner but to the owner', async () => {
    const [ada, owner] = [await app.signUp(), await app.signUp()];
    const [taken, free] = [owner.email, newAddress()];
    const answers = await Promise.all(
      [taken, free].map((email) => ada.post('/v1/me/change-address', { email, password: ada.password })),
    );
    expect(answers[0]).toMatchObject({ status: 202, json: answers[1]?.json });
    await vi.waitFor(
      () => expect(mailbox.to(taken).map(({ subject }) => subject)).toContain('You already have an account'),
      { timeout: 15_000 },
    );
    expect(
      mailbox
        .to(taken)
        .map(({ text }) => text)
        .join(''),
    ).not.toContain('#change=');
    for (let n = 0; n < 3; n += 1)
      await ada.post('/v1/me/change-address', { email: newAddress(), password: ada.password });
    expect(
      await ada.post('/v1/me/change-address', { email: newAddress(), password: ada.password }),
    ).toMatchObject({ status: 429, json: { code: 'identity.too_many_changes' } });
  });

  it('are not sent again and again, nor to an address without an account, and the answer is the same', async () => {
    const ada = await app.signUp({ isProven: false });
    const forgot = (email: string) => post('/v1/auth/forgot-password', { email });
    const answers = [await forgot(ada.email), await forgot('nobody@example.com'), await forgot(ada.email)];
    for (const { status, json } of answers)
      expect({ status, json }).toEqual({ status: 202, json: answers[0]?.json });
    for (let n = 0; n < 3; n += 1) expect((await ada.post('/v1/me/send-proof')).status).toBe(202);
    const [reset, prove] = [await mailbox.token(ada.email, 'reset'), await mailbox.token(ada.email, 'prove')];
    const rows = await app
      .get(Database)
      .read('SELECT purpose FROM address_links WHERE email_key = ? ORDER BY purpose', [ada.email]);
    expect(rows).toEqual([{ purpose: 'prove' }, { purpose: 'reset' }]);
    expect(mailbox.to('nobody@example.com')).toEqual([]);
    // Each is for its purpose alone.
    expect(await post('/v1/auth/reset-password', { token: prove, password: next })).toMatchObject(over);
    expect(await post('/v1/auth/prove-address', { token: reset, password: ada.password })).toMatchObject(
      over,
    );
    expect(await post('/v1/auth/undo-address-change', { token: reset, password: next })).toMatchObject(over);
    expect(await post('/v1/auth/reset-password', { token: reset, password: ada.email })).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: '/password' }] },
    });
    const forged = `${reset.slice(0, -1)}${reset.endsWith('A') ? 'B' : 'A'}`;
    for (const token of [forged, 'kpr_', reset.replace('kpr', 'kpa'), `${reset}A`, '\u202e'])
      expect(await post('/v1/auth/reset-password', { token, password: next })).toMatchObject(over);
  });

  it('are over when their time is', async () => {
    const ada = await app.signUp();
    await post('/v1/auth/forgot-password', { email: ada.email });
    const token = await mailbox.token(ada.email, 'reset');
    await app
      .get(Database)
      .write('UPDATE address_links SET expires_at = ? WHERE email_key = ?', [
        new Date('2020-01-01'),
        ada.email,
      ]);
    expect(await post('/v1/auth/reset-password', { token, password: next })).toMatchObject(over);
    await signIn(app.http, ada.email, ada.password);
  });

  it('reset a password once, of two who use one at the same time, and end every session', async () => {
    const ada = await app.signUp();
    await post('/v1/auth/forgot-password', { email: ada.email });
    const token = await mailbox.token(ada.email, 'reset');
    const passwords = ['the first new password', 'the second new password'];
    const answers = await Promise.all(
      passwords.map((password) => post('/v1/auth/reset-password', { token, password })),
    );
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 422]);
    await vi.waitFor(async () => expect((await ada.get('/v1/me')).status).toBe(401), { timeout: 20_000 });
    const [winner = ''] = passwords.filter((_, n) => answers[n]?.status === 200);
    expect((await signIn(app.http, ada.email, winner)).organizationId).toBe(ada.organizationId);
    await expect(signIn(app.http, ada.email, ada.password)).rejects.toThrow('invalid_grant');
  });
});

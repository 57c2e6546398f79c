import { acrossOrganizations, withContext } from '@keelson/kernel';
import { Database } from '@keelson/sql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { signIn, startApp, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { Mailbox } from '@keelson/testing';
import { InvitationsSettings } from '@keelson/organizations';

/** Mails to an address are bounded, whoever causes them. What strangers use up must not be missing for its owner. */
describe('The bound on mails to an address', () => {
  let app: TestApp;
  const mailbox = new Mailbox();
  let count = 0;
  const newAddress = () => `bounded${(count += 1)}@example.com`;
  const post = (url: string, body: object) => app.http('POST', url, { body });
  const change = (person: SignedIn, email: string) =>
    person.post('/v1/me/change-address', { email, password: person.password });

  beforeAll(async () => {
    app = await startApp({ override: mailbox.override });
  });
  afterAll(() => app?.close());

  it('leaves the change of an address to who reads its mail, however many strangers want the address', async () => {
    const email = newAddress();
    for (let n = 0; n < 6; n += 1) expect((await change(await app.signUp(), email)).status).toBe(202);
    const ada = await app.signUp();
    expect((await change(ada, email)).status).toBe(202);
    // One mail, and it serves her as well: what a stranger has asked for names nobody.
    const token = await mailbox.token(email, 'change');
    expect(mailbox.to(email)).toHaveLength(1);
    const eve = await app.signUp();
    expect((await eve.post('/v1/me/confirm-address', { token })).status).toBe(422);
    expect(await ada.post('/v1/me/confirm-address', { token })).toMatchObject({
      status: 200,
      json: { email },
    });
    expect((await signIn(app.http, email, ada.password)).userId).toBe(ada.userId);
  });

  it('leaves the spelling of an address to its owner, when strangers have wanted the address before', async () => {
    const ada = await app.signUp();
    await change(await app.signUp(), ada.email);
    await vi.waitFor(
      () =>
        expect(mailbox.to(ada.email).map(({ subject }) => subject)).toContain('You already have an account'),
      { timeout: 20_000 },
    );
    const spelled = ada.email.toUpperCase();
    expect((await change(ada, spelled)).status).toBe(202);
    // The next mail, ten minutes later, has her link, whoever causes it.
    await app
      .get(Database)
      .write("UPDATE address_links SET created_at = ? WHERE email_key = ? AND purpose = 'change'", [
        new Date(Date.now() - 11 * 60_000),
        ada.email,
      ]);
    await change(await app.signUp(), spelled);
    const token = await mailbox.token(ada.email, 'change');
    expect(await ada.post('/v1/me/confirm-address', { token })).toMatchObject({
      status: 200,
      json: { email: spelled },
    });
  });

  it('does not count a reset for which no mail was sent, because there was no account yet', async () => {
    const email = newAddress();
    await post('/v1/auth/forgot-password', { email });
    await vi.waitFor(
      async () => {
        const rows = await app
          .get(Database)
          .read('SELECT id FROM address_links WHERE email_key = ? AND used_at IS NULL', [email]);
        expect(rows).toEqual([]);
      },
      { timeout: 20_000 },
    );
    const password = 'correct horse battery';
    await post('/v1/auth/sign-up', { email, password, name: 'Ada', organization: 'Engines' });
    await post('/v1/auth/forgot-password', { email });
    await mailbox.token(email, 'reset');
  });

  it('lets ten invitations an hour through, and keeps places for organizations that have not written yet', async () => {
    const most = new InvitationsSettings().mostMailsPerAddress;
    const email = newAddress();
    const arrived = () => mailbox.to(email).filter(({ subject }) => subject.includes('invites you')).length;
    const mailed = (mails: number) =>
      vi.waitFor(() => expect(arrived()).toBe(mails), { timeout: 20_000, interval: 20 });
    const invite = async (by: SignedIn) =>
      String((await by.post('/v1/invitations', { email, role: 'member' })).json.id);
    const waiting = (mails: number) =>
      vi.waitFor(
        async () => {
          const rows = await withContext({}, () =>
            acrossOrganizations('looks for jobs that wait', () =>
              app
                .get(Database)
                .read(
                  "SELECT id FROM jobs WHERE queue = 'organizations.invitation-mail' AND state <> 'done' AND attempt > 0",
                ),
            ),
          );
          expect(rows).toHaveLength(mails);
        },
        { timeout: 20_000, interval: 50 },
      );
    const flooder = await app.signUp();
    const id = await invite(flooder);
    await mailed(1);
    for (let n = 2; n <= most / 2; n += 1) {
      expect((await flooder.post(`/v1/invitations/${id}/resend`)).status).toBe(200);
      await mailed(n);
    }
    // Another one that writes again and again waits from its second mail on.
    const second = await app.signUp();
    const again = await invite(second);
    await mailed(most / 2 + 1);
    expect((await second.post(`/v1/invitations/${again}/resend`)).status).toBe(200);
    await waiting(1);
    for (let n = most / 2 + 2; n <= most; n += 1) {
      await invite(await app.signUp());
      await mailed(n);
    }
    await invite(await app.signUp());
    await waiting(2);
    expect(arrived()).toBe(most);
  });
});

import { acrossOrganizations } from '@keelson/kernel';
import { Mailer, type Mail } from '@keelson/mail';
import { Database } from '@keelson/sql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type Answer, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { InvitationsSettings } from './index.js';

let app: TestApp;
const mails: Mail[] = [];
/** What a mail server that hangs lets go of in the end. */
let release = (): void => undefined;
const hanging = new Promise<void>((resolve) => (release = resolve));
const send = async (mail: Mail) => {
  if (mail.to.startsWith('slow')) await hanging;
  mails.push(mail);
};
beforeAll(async () => {
  app = await startApp({
    override: (builder) => builder.overrideProvider(Mailer).useValue({ send }),
    change: (settings) =>
      settings.with(InvitationsSettings, {
        mostOpen: 4,
        mostPerHour: 12,
        mostPerAddress: 3,
        mostMailsPerAddress: 2,
      }),
  });
});
afterAll(() => app?.close());

let made = 0;
const newAddress = (name = 'guest') => `${name}-${(made += 1)}@example.com`;
const code = ({ status, json }: Answer) => (json?.code ? `${status} ${json.code}` : String(status));
const invite = (by: SignedIn, email: string, as: object = { role: 'member' }) =>
  by.post('/v1/invitations', { email, ...as });
const mailTo = (email: string) =>
  vi.waitFor(
    () => {
      const mail = mails.find(({ to }) => to === email);
      if (!mail) throw new Error(`No mail has come to ${email}.`);
      return mail;
    },
    { timeout: 20_000 },
  );

describe('/v1/invitations', () => {
  it('invites by a mail that names inviter and organization, and leaves no token anywhere else', async () => {
    const owner = await app.signUp();
    const email = newAddress();
    const { status, json } = await invite(owner, email);
    expect({ status, json }).toMatchObject({
      status: 201,
      json: { email, role: 'member', roleId: null, status: 'pending', memberId: null },
    });
    expect(Date.parse(json.expiresAt) - Date.parse(json.sentAt)).toBe(7 * 24 * 3_600_000);
    const mail = await mailTo(email);
    expect(mail.subject).toMatch(/^Ada invites you to /);
    const [token = ''] = /kin_[0-9a-f]{32}_[\w-]{43}/.exec(mail.text) ?? [];
    expect(mail.html).toContain(`/account#invitation=${token}"`);
    const [, secret = ''] = /_([\w-]{43})$/.exec(token) ?? [];
    expect(secret).not.toBe('');
    const audit = await owner.get(`/v1/audit-entries?filter[subjectId]=${json.id}`);
    expect(audit.json.data.at(-1)).toMatchObject({ action: 'invitations:create', actorId: owner.userId });
    const events = await owner.get('/v1/event-log?limit=200');
    expect(events.text).toContain('invitation.created');
    for (const text of [JSON.stringify(json), audit.text, events.text]) expect(text).not.toContain(secret);
    for (const text of [audit.text, events.text]) expect(text).not.toContain(email);
    const jobs = await acrossOrganizations('a test looks at payloads', () =>
      app.get(Database).read("SELECT payload FROM jobs WHERE queue = 'organizations.invitation-mail'"),
    );
    expect(jobs.length).toBeGreaterThan(0);
    expect(JSON.stringify(jobs)).not.toMatch(/@|kin_/);
  });

  it('answers alike whether or not the address has an account', async () => {
    const [owner, known] = [await app.signUp(), await app.signUp()];
    const shape = ({ status, headers, json }: Answer) => [
      status,
      Object.keys(headers).sort(),
      Object.keys(json),
    ];
    expect(shape(await invite(owner, known.email))).toEqual(shape(await invite(owner, newAddress())));
  });

  it('gives nobody more than the inviter has', async () => {
    const owner = await app.signUp();
    const made = await owner.post('/v1/roles', { name: 'Host', permissions: ['invitations:create'] });
    const host = await app.join(owner, 'guest');
    const { data } = (await owner.get('/v1/members')).json;
    const { id } = data.find(({ userId }: { userId: string }) => userId === host.userId);
    await owner.patch(`/v1/members/${id}`, { role: 'custom', roleId: made.json.id });
    for (const role of ['admin', 'member'])
      expect(code(await invite(host, newAddress(), { role }))).toBe('403 roles.beyond_your_own');
    expect((await invite(host, newAddress(), { role: 'owner' })).status).toBe(400);
    const own = await invite(host, newAddress(), { role: 'custom', roleId: made.json.id });
    expect(own).toMatchObject({ status: 201, json: { role: 'custom', roleId: made.json.id } });
    expect(code(await host.post(`/v1/invitations/${own.json.id}/resend`))).toBe('403 forbidden');
    const foreign = await (await app.signUp()).post('/v1/roles', { name: 'Theirs', permissions: [] });
    const stolen = await invite(owner, newAddress(), { role: 'custom', roleId: foreign.json.id });
    expect(code(stolen)).toBe('422 reference_not_found');
  });

  it('keeps within the open invitations of an organization, however many come at once', async () => {
    const owner = await app.signUp();
    const answers = await Promise.all(Array.from({ length: 8 }, () => invite(owner, newAddress())));
    expect(answers.map((answer) => code(answer)).sort()).toEqual([
      ...Array.from({ length: 4 }, () => '201'),
      ...Array.from({ length: 4 }, () => '422 invitations.too_many'),
    ]);
    const { data } = (await owner.get('/v1/invitations')).json;
    expect(data).toHaveLength(4);
    expect((await owner.delete(`/v1/invitations/${data[0].id}`)).status).toBe(204);
    // An address that has one already needs no further place.
    expect((await invite(owner, data[1].email)).status).toBe(201);
    expect((await invite(owner, newAddress())).status).toBe(201);
    expect((await owner.get('/v1/invitations')).json.data).toHaveLength(4);
  });

  it('sends an address, and everyone, a few mails an hour', async () => {
    const owner = await app.signUp();
    const email = newAddress();
    const { json } = await invite(owner, email);
    const resend = () => owner.post(`/v1/invitations/${json.id}/resend`);
    expect([code(await resend()), code(await resend())]).toEqual(['200', '200']);
    const refused = await resend();
    expect(code(refused)).toBe('429 invitations.too_many_emails');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(code(await invite(owner, email.toUpperCase()))).toBe('429 invitations.too_many_emails');
    // Inviting and revoking in turn is no way around it.
    for (let mail = 4; mail <= 12; mail += 1) {
      const next = await invite(owner, newAddress());
      expect(next.status).toBe(201);
      await owner.delete(`/v1/invitations/${next.json.id}`);
    }
    expect(code(await invite(owner, newAddress()))).toBe('429 invitations.too_many_emails');
  });

  it('lets mails wait to an address that many organizations invite', async () => {
    const email = newAddress();
    const owners = [await app.signUp(), await app.signUp(), await app.signUp()];
    const invited: string[] = [];
    for (const owner of owners) {
      const { status, json } = await invite(owner, email);
      expect(status).toBe(201);
      invited.push(json.id);
    }
    await vi.waitFor(
      async () => {
        const waiting = await acrossOrganizations('a test looks at attempts', () =>
          app
            .get(Database)
            .read<{ payload: unknown }>(
              "SELECT payload FROM jobs WHERE queue = 'organizations.invitation-mail' AND problem IS NOT NULL",
            ),
        );
        const payloads = JSON.stringify(waiting);
        expect(invited.filter((id) => payloads.includes(id))).toHaveLength(1);
        expect(mails.filter(({ to }) => to === email)).toHaveLength(2);
      },
      { timeout: 20_000 },
    );
  });

  it('does not wait for a mail server that hangs', async () => {
    const owner = await app.signUp();
    const email = newAddress('slow');
    expect((await invite(owner, email)).status).toBe(201);
    expect((await invite(owner, newAddress())).status).toBe(201);
    expect(mails.some(({ to }) => to === email)).toBe(false);
    release();
    await mailTo(email);
  });
});

import { acrossOrganizations } from '@keelson/kernel';
import { Database } from '@keelson/sql';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startApp, signIn, type Answer, type SignedIn, type TestApp } from '../../../../test/support/app.js';
import { Mailbox } from '@keelson/testing';

let app: TestApp;
let operator: SignedIn;
const mailbox = new Mailbox();
beforeAll(async () => {
  app = await startApp({ override: mailbox.override });
  operator = await app.operator();
});
afterAll(() => app.close());

const told = ({ status, json }: Answer) => (json?.code ? `${status} ${json.code}` : String(status));
const close = (owner: SignedIn, body: object = { password: owner.password }, id = owner.organizationId) =>
  owner.post(`/v1/organizations/${id}/close`, body);
const resume = (
  { email, password, organizationId }: SignedIn,
  changes: object = {},
  { http }: Pick<TestApp, 'http'> = app,
) =>
  http('POST', '/v1/auth/resume-organization', {
    body: { email, password, organizationId, ...changes },
  });
const seen = async ({ organizationId }: SignedIn) =>
  (await operator.get(`/v1/installation/organizations/${organizationId}`)).json;
const mailsTo = ({ email }: SignedIn, subject: RegExp) =>
  mailbox.to(email).filter((mail) => subject.test(mail.subject));

describe('An owner', () => {
  it('closes the organization with the password: all of it stops, the owners get an email, both logs an entry', async () => {
    const owner = await app.signUp();
    const other = await app.join(owner, 'admin');
    const members = (await owner.get('/v1/members')).json.data as { id: string; userId: string }[];
    const otherId = members.find(({ userId }) => userId === other.userId)?.id;
    expect((await owner.patch(`/v1/members/${otherId}`, { role: 'owner' })).status).toBe(200);
    const reason = 'We have moved.';
    expect(told(await close(owner, { password: owner.password, reason }))).toBe('204');
    for (const person of [owner, other])
      await vi.waitFor(
        async () => expect(told(await person.get('/v1/products'))).toBe('403 organizations.suspended'),
        { timeout: 2_000 },
      );
    expect(await seen(owner)).toMatchObject({
      status: 'closed',
      statusReason: reason,
      statusBy: owner.userId,
    });
    for (const person of [owner, other])
      await vi.waitFor(() => expect(mailsTo(person, /was closed/)).toHaveLength(1), { timeout: 20_000 });
    expect(mailsTo(other, /was closed/)[0]?.text).toContain(owner.organizationId);
    const logged = await acrossOrganizations('looks into both logs', () =>
      app
        .get(Database)
        .read<{ actor_id: string }>(
          "SELECT actor_id FROM audit_entries WHERE action = 'organizations:close' AND subject_id = ?",
          [owner.organizationId],
        ),
    );
    expect(logged).toEqual([{ actor_id: owner.userId }, { actor_id: owner.userId }]);
  });

  it('takes that back with the password, until the data is deleted', async () => {
    const owner = await app.signUp();
    await close(owner);
    expect(told(await resume(owner))).toBe('204');
    expect(await seen(owner)).toMatchObject({ status: 'active', statusReason: null });
    expect((await (await signIn(app.http, owner.email, owner.password)).get('/v1/products')).status).toBe(
      200,
    );
    await vi.waitFor(() => expect(mailsTo(owner, /active again/)).toHaveLength(1), { timeout: 20_000 });
    expect(told(await resume(owner))).toBe('409 wrong_state');
    await close(await signIn(app.http, owner.email, owner.password));
    await acrossOrganizations('stands in for the job', () =>
      app
        .get(Database)
        .write('UPDATE organizations SET deleting_since = ? WHERE id = ?', [
          new Date(),
          owner.organizationId,
        ]),
    );
    expect(told(await resume(owner))).toBe('409 organizations.being_deleted');
  });

  it('does neither with a wrong password, nor for another organization', async () => {
    const [owner, stranger] = [await app.signUp(), await app.signUp()];
    const wrong = { password: 'not the password at all' };
    expect(told(await close(owner, wrong))).toBe('422 identity.wrong_password');
    expect(told(await close(owner, {}))).toBe('400 validation_failed');
    expect(told(await close(owner, { password: owner.password }, stranger.organizationId))).toBe(
      '404 not_found',
    );
    expect(await seen(owner)).toMatchObject({ status: 'active' });
    await close(owner);
    expect(told(await resume(owner, wrong))).toBe('422 identity.wrong_password');
    expect(told(await resume(owner, { email: 'nobody-here@example.com' }))).toBe(
      '422 identity.wrong_password',
    );
    expect(told(await resume({ ...stranger, organizationId: owner.organizationId }))).toBe('404 not_found');
    expect(await seen(owner)).toMatchObject({ status: 'closed' });
  });

  it('guesses as slowly as at a sign-in', async () => {
    const strict = await startApp({ environment: { SIGN_IN_LIMIT_PER_MINUTE: '10' } });
    onTestFinished(() => strict.close());
    const owner = await strict.signUp();
    expect(told(await close(owner))).toBe('204');
    for (let attempt = 1; attempt <= 10; attempt += 1)
      expect(told(await resume(owner, { password: `wrong password ${attempt}` }, strict))).toBe(
        '422 identity.wrong_password',
      );
    expect(told(await resume(owner, {}, strict))).toBe('429 rate_limited');
  });

  it('does not take back what an operator has done', async () => {
    const owner = await app.signUp();
    const act = (verb: string) =>
      operator.post(`/v1/installation/organizations/${owner.organizationId}/${verb}`, { reason: 'Spam' });
    await act('suspend');
    expect(told(await resume(owner))).toBe('409 wrong_state');
    await act('close');
    expect(told(await resume(owner))).toBe('409 organizations.closed_by_operator');
    expect(await seen(owner)).toMatchObject({ status: 'closed' });
  });
});

describe('Nobody else', () => {
  it('closes an organization: no admin, and no API key of an owner', async () => {
    const owner = await app.signUp();
    const admin = await app.join(owner, 'admin');
    expect(told(await close(admin, { password: admin.password }))).toBe('403 forbidden');
    expect(
      (await owner.post('/v1/api-keys', { name: 'x', permissions: ['organizations:close'] })).status,
    ).toBe(400);
    const { key } = (await owner.post('/v1/api-keys', { name: 'All' })).json;
    const byKey = await app.http('POST', `/v1/organizations/${owner.organizationId}/close`, {
      token: key,
      body: { password: owner.password },
    });
    expect(told(byKey)).toBe('403 forbidden');
    expect(told(await resume({ ...admin, organizationId: owner.organizationId }))).toBe('404 not_found');
    expect(await seen(owner)).toMatchObject({ status: 'active' });
  });
});

import { acrossOrganizations, installationScope } from '@keelson/kernel';
import { CommandError, Database, storedScope, type DeclaredApplication } from '@keelson/sql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, signIn, type SignedIn, type TestApp } from '../../../../test/support/app.js';
import { Mailbox } from '@keelson/testing';
import { makeOwner } from './owners.commands.js';

const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';
const installationId = storedScope(installationScope);
const password = 'the password of the rightful owner';

interface MemberView {
  readonly id: string;
  readonly userId: string;
  readonly role: string;
  readonly status: string;
  readonly accountEndedAt: string | null;
}

let app: TestApp;
let operator: SignedIn;
const mailbox = new Mailbox();
beforeAll(async () => {
  app = await startApp({ override: mailbox.override });
  operator = await app.operator();
});
afterAll(() => app.close());

/** Proves an address by a reset of the password, which ends the accounts that claim it. */
async function takeAddress(email: string): Promise<SignedIn> {
  await app.http('POST', '/v1/auth/forgot-password', { body: { email } });
  const token = await mailbox.token(email, 'reset');
  const reset = await app.http('POST', '/v1/auth/reset-password', { body: { token, password } });
  expect(reset.status).toBe(200);
  return signIn(app.http, email, password);
}

/** An organization from before addresses were proven: its owner has a colleague, and the address is not proven. */
async function lost(): Promise<{ former: SignedIn; colleague: SignedIn; rightful: SignedIn }> {
  const former = await app.signUp({ isProven: false });
  const colleague = await app.join(former, 'admin');
  return { former, colleague, rightful: await takeAddress(former.email) };
}

const people = async (person: SignedIn, query = ''): Promise<MemberView[]> =>
  (await person.get(`/v1/members?limit=200${query}`)).json.data;
const statusOf = async ({ organizationId }: SignedIn) =>
  (await operator.get(`/v1/installation/organizations/${organizationId}`)).json.status;
const make = ({ organizationId }: SignedIn, userId: string) =>
  operator.post(`/v1/installation/organizations/${organizationId}/make-owner`, { userId });
const entries = (owner: string, action: string) =>
  acrossOrganizations('looks into the log', () =>
    app
      .get(Database)
      .read<{ actor_id: string | null; subject_type: string; subject_id: string; request_id: string }>(
        'SELECT actor_id, subject_type, subject_id, request_id FROM audit_entries WHERE organization_id = ? AND action = ? ORDER BY id',
        [owner, action],
      ),
  );

describe('The last owner, whose address another person proves', () => {
  it('is out, and the organization stays with its members and the place of the owner', async () => {
    const { former, colleague, rightful } = await lost();
    await vi.waitFor(async () => expect((await former.get('/v1/me')).status).toBe(401), { timeout: 2_000 });
    expect(await statusOf(former)).toBe('active');
    expect((await colleague.get('/v1/products')).status).toBe(200);
    const place = (await people(colleague)).find(({ userId }) => userId === former.userId);
    expect(place).toMatchObject({ role: 'owner', status: 'active', accountEndedAt: expect.any(String) });
    // The rightful owner of the address inherits nothing.
    expect((await rightful.get('/v1/me')).json.organizations).toHaveLength(1);
    expect(await entries(installationId, 'auth:reset-password')).toContainEqual(
      expect.objectContaining({ subject_type: 'organization', subject_id: former.organizationId }),
    );
  });

  it('leaves an organization that no other person belongs to, which is closed', async () => {
    const former = await app.signUp({ isProven: false });
    await takeAddress(former.email);
    expect(await statusOf(former)).toBe('closed');
  });

  it('leaves where there is another owner', async () => {
    const former = await app.signUp({ isProven: false });
    const colleague = await app.join(former, 'admin');
    expect((await make(former, colleague.userId)).status).toBe(204);
    await takeAddress(former.email);
    expect(await people(colleague)).toMatchObject([{ userId: colleague.userId, role: 'owner' }]);
  });
});

describe('An operator', () => {
  it('makes a member an owner, who takes the place of the one whose account has ended', async () => {
    const { former, colleague } = await lost();
    for (const _ of ['once', 'and again']) expect((await make(former, colleague.userId)).status).toBe(204);
    expect(await people(colleague)).toMatchObject([{ userId: colleague.userId, role: 'owner' }]);
    expect(await people(colleague, '&filter[status]=removed')).toMatchObject([
      { userId: former.userId, accountEndedAt: null },
    ]);
    const action = 'installation-organizations:make-owner';
    expect(await entries(installationId, action)).toContainEqual(
      expect.objectContaining({ actor_id: operator.userId, subject_id: former.organizationId }),
    );
    const own = (await colleague.get(`/v1/audit-entries?filter[action]=${action}`)).json.data;
    expect(own).toMatchObject([
      { actorId: operator.userId, subjectType: 'member', changes: { status: { after: 'removed' } } },
      { actorId: operator.userId, subjectType: 'member', changes: { role: { after: 'owner' } } },
    ]);
    // The new owner is bound by the rule for all owners: the last one cannot leave.
    expect((await colleague.post('/v1/me/leave')).json).toMatchObject({ code: 'members.last_owner' });
  });

  it('makes a user who is no member an owner, also by the command line', async () => {
    const { former, rightful } = await lost();
    const application = { services: () => Promise.resolve(app) } as unknown as DeclaredApplication;
    const run = (organizationId: string, userId: string) =>
      makeOwner.run(application, { organizationId, userId } as never);
    expect((await run(former.organizationId.toUpperCase(), rightful.userId)).lines).toEqual([
      `User ${rightful.userId} is an owner of organization ${former.organizationId}.`,
    ]);
    const there = await signIn(app.http, rightful.email, password, former.organizationId);
    expect((await there.get('/v1/me')).json).toMatchObject({ role: 'owner' });
    expect((await entries(installationId, 'installation-organizations:make-owner')).at(-1)).toMatchObject({
      actor_id: null,
      request_id: expect.stringMatching(/^command-line:/),
    });
    for (const [organizationId, userId] of [
      ['x', rightful.userId],
      [former.organizationId, 'x'],
      [nobody, rightful.userId],
      [former.organizationId, nobody],
      [former.organizationId, former.userId],
    ] as const)
      await expect(run(organizationId, userId)).rejects.toThrow(CommandError);
  });

  it('makes nobody an owner whose address is not proven, whose account has ended, or who is not there', async () => {
    const { former, colleague } = await lost();
    const unproven = await app.signUp({ isProven: false });
    expect((await make(former, unproven.userId)).json).toMatchObject({
      status: 422,
      code: 'organizations.unproven_owner',
    });
    for (const userId of [former.userId, nobody])
      expect((await make(former, userId)).json).toMatchObject({ status: 404, code: 'not_found' });
    expect((await make({ ...former, organizationId: nobody }, colleague.userId)).status).toBe(404);
    expect((await make({ ...former, organizationId: 'x' }, colleague.userId)).status).toBe(400);
    const url = `/v1/installation/organizations/${former.organizationId}/make-owner`;
    expect((await colleague.post(url, { userId: colleague.userId })).status).toBe(403);
    expect((await people(colleague)).filter(({ role }) => role === 'owner')).toMatchObject([
      { userId: former.userId },
    ]);
  });
});

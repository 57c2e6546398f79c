import { acrossOrganizations, withContext } from '@keelson/kernel';
import { Database } from '@keelson/sql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { signIn, startApp, type Answer, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { Mailbox } from '@keelson/testing';

const own = 'the password of the owner';
const strangerName = 'Mallory Stranger';

/** What a stranger holds who has signed up with the address of somebody else. */
interface Loot {
  readonly stranger: SignedIn;
  readonly deviceToken: string;
  /** Of their own, and of a service account that they made. */
  readonly keys: readonly string[];
  /** Of mails to the stranger's own mailbox, and to the address. */
  readonly changeToken: string;
  readonly proveToken: string;
  readonly longPoll: Promise<Answer>;
}

describe('The script of the stolen address', () => {
  let app: TestApp;
  let host: SignedIn;
  const mailbox = new Mailbox();

  beforeAll(async () => {
    app = await startApp({ override: mailbox.override });
    host = await app.signUp();
  });
  afterAll(() => app?.close());

  const post = (url: string, body: object) => app.http('POST', url, { body });
  const byPassword = (username: string, password: string, more: object = {}) =>
    post('/v1/auth/token', { grant_type: 'password', username, password, ...more });
  const made = async (answer: Promise<Answer>) => {
    expect((await answer).status).toBe(201);
    return (await answer).json;
  };

  async function moveIn(email: string): Promise<Loot> {
    const password = `the password of a stranger at ${email.length}`;
    await made(
      post('/v1/auth/sign-up', { email, password, name: strangerName, organization: 'Mallory Ltd' }),
    );
    const { device_token: deviceToken } = (await byPassword(email, password)).json;
    const stranger = await signIn(app.http, email, password);
    const { id: roleId } = await made(
      stranger.post('/v1/roles', { name: 'Back door', permissions: ['orders:read', 'products:read'] }),
    );
    const { id: memberId } = await made(
      stranger.post('/v1/members', { name: 'Robot', role: 'custom', roleId }),
    );
    const keys = [
      await made(stranger.post('/v1/api-keys', { name: 'Mine' })),
      await made(stranger.post('/v1/api-keys', { name: 'Robot', memberId })),
    ].map(({ key }) => String(key));
    for (const key of keys) expect((await app.http('GET', '/v1/orders', { token: key })).status).toBe(200);
    // No way to others from here: neither an invitation, nor an address that is not the owner's.
    const invited = { email: `accomplice.${email}`, role: 'member' };
    expect((await stranger.post('/v1/invitations', invited)).status).toBe(403);
    const elsewhere = `mallory.${email}`;
    expect((await stranger.post('/v1/me/change-address', { email: elsewhere, password })).status).toBe(202);
    const last = (await stranger.get('/v1/event-log?limit=200')).json.page.next as string;
    const longPoll = stranger.get(`/v1/event-log?wait=30&after=${encodeURIComponent(last)}`);
    return {
      stranger,
      deviceToken: String(deviceToken),
      keys,
      changeToken: await mailbox.token(elsewhere, 'change'),
      proveToken: await mailbox.token(email, 'prove'),
      longPoll,
    };
  }

  async function expectNothing({ stranger, deviceToken, keys, changeToken, proveToken, longPoll }: Loot) {
    const { email, password, organizationId } = stranger;
    const out = (status: number) => expect([401, 403]).toContain(status);
    await vi.waitFor(async () => expect((await stranger.get('/v1/me')).status).toBe(401), { timeout: 1_000 });
    out((await longPoll).status);
    for (const key of keys)
      await vi.waitFor(async () => out((await app.http('GET', '/v1/orders', { token: key })).status), {
        timeout: 1_000,
      });
    const refresh = { grant_type: 'refresh_token', refresh_token: stranger.refreshToken };
    const refused = { status: 400, json: { error: 'invalid_grant' } };
    expect(await post('/v1/auth/token', refresh)).toMatchObject(refused);
    for (const more of [{}, { scope: `organization:${organizationId}` }, { device_token: deviceToken }])
      expect(await byPassword(email, password, more)).toMatchObject(refused);
    expect((await post('/v1/auth/prove-address', { token: proveToken, password })).status).toBe(422);
    expect((await stranger.post('/v1/me/confirm-address', { token: changeToken })).status).toBe(401);
    const left = await withContext({}, () =>
      acrossOrganizations('looks for what is left of a stranger', async () => {
        const read = (sql: string, value: string) => app.get(Database).read(sql, [value]);
        return [
          ...(await read('SELECT id FROM users WHERE name = ?', strangerName)),
          ...(await read('SELECT id FROM memberships WHERE name = ?', strangerName)),
          ...(await read('SELECT id FROM address_links WHERE user_id = ?', stranger.userId)),
          ...(await read("SELECT id FROM organizations WHERE id = ? AND status <> 'closed'", organizationId)),
        ];
      }),
    );
    expect(left).toEqual([]);
  }

  /** In, as the owner of the address, with nothing that the stranger has made. */
  async function expectIn(email: string, { stranger }: Loot, organizationId?: string): Promise<void> {
    const owner = await signIn(app.http, email, own, organizationId);
    const { json } = await owner.get('/v1/me');
    expect(json.user).toMatchObject({ email, addressProven: true });
    expect(json.organizations).toHaveLength(1);
    expect(json.organizations[0].id).not.toBe(stranger.organizationId);
    expect(owner.userId).not.toBe(stranger.userId);
    for (const route of ['/v1/roles', '/v1/api-keys'])
      expect(JSON.stringify((await owner.get(route)).json.data ?? [])).not.toMatch(/Back door|Mine|Robot/);
    expect(await owner.post('/v1/me/confirm-address', { token: 'kca_' })).toMatchObject({ status: 422 });
  }

  it('ends with the owner in and the stranger with nothing: by sign-up, by reset and by invitation', async () => {
    const ways: Readonly<Record<string, (email: string) => Promise<string | undefined>>> = {
      'signs-up': async (email) => {
        await made(post('/v1/auth/sign-up', { email, password: own, name: 'Ada', organization: 'Engines' }));
        // The mail that the stranger has caused serves as well: the password says whose account it is.
        const token = await mailbox.token(email, 'prove');
        expect((await post('/v1/auth/prove-address', { token, password: own })).status).toBe(200);
        return undefined;
      },
      resets: async (email) => {
        expect((await post('/v1/auth/forgot-password', { email })).status).toBe(202);
        const token = await mailbox.token(email, 'reset');
        expect((await post('/v1/auth/reset-password', { token, password: own })).status).toBe(200);
        return undefined;
      },
      'is-invited': async (email) => {
        await made(host.post('/v1/invitations', { email, role: 'member' }));
        const token = await mailbox.token(email, 'invitation');
        // Not by the stranger, whose session is good.
        const thief = await signIn(app.http, email, `the password of a stranger at ${email.length}`);
        expect((await thief.post('/v1/me/accept-invitation', { token })).status).toBe(403);
        await made(post('/v1/auth/accept-invitation', { token, name: 'Ada', password: own }));
        return host.organizationId;
      },
    };
    for (const [way, walk] of Object.entries(ways)) {
      const email = `${way}@example.com`;
      const loot = await moveIn(email);
      const organizationId = await walk(email);
      await expectNothing(loot);
      await expectIn(email, loot, organizationId);
    }
  });
});

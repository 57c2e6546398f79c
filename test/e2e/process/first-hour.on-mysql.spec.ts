import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { type Answer, type Http, httpTo, type SignedIn, signIn } from '@keelson/testing';
import {
  buildKeelson,
  dataFolder,
  startKeelson,
  type DataFolder,
  type KeelsonProcess,
} from '../../support/keelson-process.js';
import {
  createDatabase,
  freePort,
  newPassword,
  type RunningServer,
  startRedis,
  type TestDatabase,
} from '@keelson/testing/servers';
import { mailsIn, signUp } from './journey.js';

/** A mail without the line breaks and escapes of quoted-printable (RFC 2045, section 6.7). */
const readable = (mail: string) =>
  mail
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const password = 'a horse of another color';

// The first hour of a team, as docs/people.md has it: asked of one process, and seen in the other.
describe('the first hour of a team', () => {
  const processes: KeelsonProcess[] = [];
  let data: DataFolder;
  let database: TestDatabase;
  let redis: RunningServer | null = null;
  let left: Http;
  let right: Http;
  let ada: SignedIn;

  /** The token of the newest mail to an address whose link serves a purpose. */
  const tokenFor = (email: string, prefix: string): Promise<string> =>
    vi.waitFor(
      () => {
        const tokens = mailsIn(data.path)
          .map(readable)
          .filter((mail) => mail.includes(email))
          .flatMap((mail) => mail.match(new RegExp(`${prefix}_[0-9a-f]{32}_[A-Za-z0-9_-]{43}`, 'g')) ?? []);
        if (!tokens[0]) throw new Error(`no mail for ${email} has a token ${prefix}_…`);
        return tokens[0];
      },
      { timeout: 30_000, interval: 100 },
    );
  const done = (answer: Answer) => {
    expect([200, 201, 202, 204], answer.text).toContain(answer.status);
    return answer;
  };
  /** Milliseconds until a request is refused; the bench judges them, here it only has to come true. */
  const refusedAfter = async (ask: () => Promise<Answer>): Promise<number> => {
    const from = performance.now();
    await vi.waitFor(async () => expect((await ask()).status).toBe(401), { timeout: 20_000, interval: 20 });
    return Math.round(performance.now() - from);
  };

  beforeAll(async () => {
    data = dataFolder();
    const isMysql = inject('engine') === 'mysql';
    const server = { port: await freePort(), password: newPassword() };
    [database, redis] = await Promise.all([
      createDatabase(inject('engine'), inject('servers')),
      isMysql ? startRedis(server) : null,
      buildKeelson(),
    ]);
    const environment = {
      NODE_ENV: 'production',
      DATABASE_URL: database.url,
      ...(isMysql && { REDIS_URL: `redis://:${server.password}@127.0.0.1:${server.port}/0` }),
      KEELSON_DATA: data.path,
      PORT: '0',
    };
    processes.push(await startKeelson({ environment }), await startKeelson({ environment }));
    [left, right] = (await Promise.all(processes.map((each) => each.url()))).map(httpTo) as [Http, Http];
    ada = await signUp(left);
  }, 120_000);

  afterAll(async () => {
    await Promise.all(processes.map((each) => each.stop('SIGKILL')));
    await redis?.stop();
    await database?.drop();
    data?.remove();
  });

  it('lets nobody be invited by an account whose address is unproven, then proves the address', async () => {
    const early = await ada.post('/v1/invitations', { email: 'bob@example.com', role: 'member' });
    expect(early.status, early.text).toBe(403);
    done(
      await left('POST', '/v1/auth/prove-address', {
        body: { token: await tokenFor(ada.email, 'kpa'), password: ada.password },
      }),
    );
    await vi.waitFor(async () =>
      expect((await right('GET', '/v1/me', { token: ada.token })).json.user.addressProven).toBe(true),
    );
  });

  it('invites two colleagues, who see each other from both processes', async () => {
    for (const email of ['bob@example.com', 'eve@example.com']) {
      done(await ada.post('/v1/invitations', { email, role: 'member' }));
      done(
        await right('POST', '/v1/auth/accept-invitation', {
          body: { token: await tokenFor(email, 'kin'), password, name: email.slice(0, 3) },
        }),
      );
    }
    const members = await right('GET', '/v1/members', { token: ada.token });
    expect(members.json.data.map(({ name }: { name: string }) => name).sort()).toEqual(['Ada', 'bob', 'eve']);
  });

  it('makes a role of some permissions, and a service account that has it', async () => {
    const permissions = ['products:read', 'products:update', 'orders:read'];
    const role = done(
      await ada.post('/v1/roles', { name: 'warehouse', description: 'Keeps the stock', permissions }),
    );
    const bob = (await ada.get('/v1/members?q=bob')).json.data[0];
    done(
      await ada.patch(
        `/v1/members/${bob.id}`,
        { role: 'custom', roleId: role.json.id },
        { 'if-match': `"${bob.version}"` },
      ),
    );
    const inbound = await signIn(left, 'bob@example.com', password);
    expect((await inbound.get('/v1/products')).status).toBe(200);
    expect(
      (await inbound.post('/v1/products', { sku: 'X-1', name: 'X', price: 1, currency: 'EUR' })).status,
    ).toBe(403);

    const robot = done(
      await ada.post('/v1/members', { name: 'scanner', role: 'custom', roleId: role.json.id }),
    );
    const key = done(
      await ada.post('/v1/api-keys', { name: 'scanner at the dock', memberId: robot.json.id }),
    );
    expect(key.json.key).toMatch(/^kls_/);
    expect((await right('GET', '/v1/products', { token: key.json.key })).status).toBe(200);
    expect((await right('GET', '/v1/roles', { token: key.json.key })).status).toBe(403);
  });

  it('removes a colleague, whose token, key and long poll are dead at once, also without Redis', async ({
    annotate,
  }) => {
    const eve = await signIn(right, 'eve@example.com', password);
    const member = (await ada.get('/v1/members?q=eve')).json.data[0];
    done(
      await ada.patch(`/v1/members/${member.id}`, { role: 'admin' }, { 'if-match': `"${member.version}"` }),
    );
    const key = done(
      await vi.waitFor(async () => {
        const answer = await eve.post('/v1/api-keys', { name: 'mine' });
        expect(answer.status, answer.text).toBe(201);
        return answer;
      }),
    );
    const ask = (token: string) => () => right('GET', '/v1/members', { token });
    expect((await ask(eve.token)()).status).toBe(200);
    expect((await ask(key.json.key)()).status).toBe(200);
    /** Reads on from event to event until it is refused; one that has waited to its end would answer with nothing new. */
    const poll = async (): Promise<void> => {
      for (let after = 0; ;) {
        const answer = await eve.get(`/v1/event-log?wait=30&after=${after}`);
        if (answer.status === 401) return;
        expect(answer.status, answer.text).toBe(200);
        expect(answer.json.page.next).toBeGreaterThan(after);
        after = answer.json.page.next;
      }
    };
    // Within a second, the other process knows of the role as well.
    await vi.waitFor(async () => expect((await eve.get('/v1/event-log')).status).toBe(200), {
      timeout: 20_000,
    });
    const polled = poll().then(() => performance.now());
    await redis?.stop();
    redis = null;
    const removedAt = performance.now();
    done(await ada.delete(`/v1/members/${member.id}`));
    const times = await Promise.all([refusedAfter(ask(eve.token)), refusedAfter(ask(key.json.key)), polled]);
    await annotate(
      `token refused after ${times[0]} ms, key after ${times[1]} ms, long poll ended after ${Math.round(times[2] - removedAt)} ms`,
    );
    const again = await right('POST', '/v1/auth/token', {
      body: {
        grant_type: 'password',
        username: 'eve@example.com',
        password,
        scope: `organization:${ada.organizationId}`,
      },
    });
    expect(again.json.error).toBe('invalid_scope');
  });
});

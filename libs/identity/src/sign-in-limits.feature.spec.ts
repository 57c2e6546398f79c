import { Database, RetentionRules } from '@keelson/sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  identityApps,
  password,
  type Answer,
  type IdentityApp,
  type IdentityApps,
} from '../../../test/support/identity.js';
import { BackOff } from './back-off/back-off.js';
import { SignIns } from './history/sign-ins.js';

describe('guessing', () => {
  let apps: IdentityApps;
  let here: IdentityApp;
  let there: IdentityApp;
  /** From a network of its own, as the proxy says it. */
  const from = (app: IdentityApp, network: string, body: object): Promise<Answer> =>
    app.http('POST', '/v1/auth/token', {
      body: { grant_type: 'password', ...body },
      headers: { 'x-forwarded-for': network, 'user-agent': 'Guesser' },
    });
  const guess = (app: IdentityApp, username: string, network = '198.51.100.1', more: object = {}) =>
    from(app, network, { username, password: 'wrong horse battery staple', ...more });
  const signIn = (username: string, network: string, more: object = {}) =>
    from(here, network, { username, password, ...more });
  const rows = async () =>
    Number(
      (await here.get(Database).read<{ n: number }>('SELECT COUNT(*) AS n FROM sign_in_failures'))[0]?.n,
    );
  const { networks, attack } = {
    networks: Array.from({ length: 50 }, (_, n) => `203.0.113.${n + 1}`),
    attack: (username: string, rounds: number) =>
      Promise.all(
        networks.map(async (network) => {
          const statuses = [];
          for (let round = 0; round < rounds; round += 1)
            statuses.push((await guess(round % 2 === 0 ? here : there, username, network)).status);
          return statuses;
        }),
      ).then((all) => all.flat()),
  };

  beforeAll(async () => {
    apps = await identityApps({ SIGN_IN_LIMIT_PER_MINUTE: '4', TRUST_PROXY: '1' });
    here = await apps.start();
    there = await apps.start();
    // One sign-up a network: their addresses are counted, too.
    for (const [n, name] of ['ada', 'grace', 'alan', 'edsger', 'barbara'].entries()) {
      const body = { email: `${name}@example.com`, password, name: 'Somebody', organization: 'Engines' };
      const headers = { 'x-forwarded-for': `192.0.2.${n + 100}` };
      const { status, text } = await here.http('POST', '/v1/auth/sign-up', { body, headers });
      if (status !== 201) throw new Error(text);
    }
  });
  afterAll(() => apps.close());

  it('a password is slowed down over all processes, in the words of OAuth, the same for every address', async () => {
    const seen: Record<string, Answer[]> = {};
    for (const name of ['ada@example.com', 'nobody@example.com']) {
      const answers = (seen[name] = [] as Answer[]);
      for (let attempt = 0; attempt < 3; attempt += 1)
        answers.push(await guess(here, name), await guess(there, name.toUpperCase()));
    }
    for (const answers of Object.values(seen)) {
      expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 429, 429]);
      expect(answers[4]?.json).toMatchObject({ error: 'temporarily_unavailable' });
      const wait = Number(answers[4]?.headers['retry-after']);
      expect(wait).toBeGreaterThan(0);
      // Fifteen by the clock of the process that counted; this one may be a little behind it, and seconds are rounded up.
      expect(wait).toBeLessThanOrEqual(16);
    }
    const texts = Object.values(seen).map((answers) => answers.map(({ text }) => text));
    expect(texts[0]).toEqual(texts[1]);
    // From elsewhere nobody is slowed down, and the right password is no way around it from there.
    expect((await signIn('ada@example.com', '198.51.100.1')).status).toBe(429);
    expect((await signIn('ada@example.com', '198.51.100.2')).status).toBe(200);
    expect((await signIn('grace@example.com', '198.51.100.1')).status).toBe(200);
  });

  it('many at once gets no further than one after the other', async () => {
    const statuses = await Promise.all(
      Array.from(
        { length: 24 },
        async (_, n) => (await guess(n % 2 === 0 ? here : there, 'many@example.com')).status,
      ),
    );
    expect(statuses.filter((status) => status === 400)).toHaveLength(4);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
  });

  it('goes on after the wait, is forgotten with a success, and waits longer the next time', async () => {
    const name = 'alan@example.com';
    for (let attempt = 0; attempt < 4; attempt += 1) await guess(here, name, '198.51.100.3');
    expect((await guess(here, name, '198.51.100.3')).status).toBe(429);
    await here.moveClock(16);
    expect((await guess(here, name, '198.51.100.3')).status).toBe(400);
    await here.moveClock(32);
    expect((await guess(here, name, '198.51.100.3')).status).toBe(429);
    await here.moveClock(48);
    expect((await signIn(name, '198.51.100.3')).status).toBe(200);
    await here.moveClock(0);
    for (let attempt = 0; attempt < 4; attempt += 1)
      expect((await guess(here, name, '198.51.100.3')).status).toBe(400);
  });

  it('from many networks shuts out no device that has signed in before, and leaves a way out', async () => {
    const username = 'edsger@example.com';
    const first = await signIn(username, '192.0.2.7');
    const known = { device_token: first.json['device_token'] };
    expect(known.device_token).toMatch(/^kdv_[A-Za-z0-9_-]{43}$/);
    const before = await rows();
    const statuses = await attack(username, 6);
    // Four from each network would be 200; all of them together have 40, and the first ones were all under way at once.
    expect(statuses.filter((status) => status !== 429).length).toBeLessThanOrEqual(90);
    expect((await rows()) - before).toBeLessThanOrEqual(51);

    expect((await signIn(username, '192.0.2.8')).status).toBe(429);
    // The known device gets in, from wherever; so does none that was known to another account.
    const again = await signIn(username, networks[0] ?? '', known);
    expect(again).toMatchObject({ status: 200, json: known });
    const foreign = (await signIn('barbara@example.com', '192.0.2.9')).json['device_token'];
    for (const device_token of [foreign, `kdv_${'A'.repeat(43)}`, 'nonsense'])
      expect((await signIn(username, '192.0.2.8', { device_token })).status).toBe(429);
    // What guesses with its token is slowed down as well, and that concerns no other device.
    for (let attempt = 0; attempt < 4; attempt += 1) await guess(here, username, '192.0.2.7', known);
    expect((await signIn(username, '192.0.2.7', known)).status).toBe(429);

    await here.get(SignIns).recordNow();
    await there.get(SignIns).recordNow();
    expect(
      [...here.jobs, ...there.jobs].filter(({ name }) => name === 'identity.account-mail'),
    ).toMatchObject([{ payload: { kind: 'refusals' } }]);
    await here.get(Database).transaction(() => here.get(BackOff).clear(username.toUpperCase()));
    const fresh = await signIn(username, '192.0.2.8');
    expect(fresh.status).toBe(200);

    const token = String(fresh.json['access_token']);
    const history = await here.http('GET', '/v1/me/sign-ins?limit=200', { token });
    const listed = history.json['data'] as {
      outcome: string;
      network: string;
      times: number;
      device: string;
    }[];
    expect(listed[0]).toMatchObject({
      outcome: 'succeeded',
      network: '192.0.2.8',
      device: 'Guesser',
      times: 1,
    });
    const refused = listed.filter(({ outcome }) => outcome === 'refused');
    expect(refused.length).toBeGreaterThan(0);
    expect(new Set(refused.map(({ network }) => network)).size).toBe(refused.length);
    expect(refused.reduce((sum, { times }) => sum + times, 0)).toBeLessThanOrEqual(94);
    const page = await here.http('GET', '/v1/me/sign-ins?limit=1', { token });
    expect(page.json).toMatchObject({ data: [{ outcome: 'succeeded' }], page: { limit: 1 } });
    const { next } = page.json['page'] as { next: string };
    const rest = await here.http('GET', `/v1/me/sign-ins?limit=1&before=${next}`, { token });
    expect((rest.json['data'] as object[])[0]).toEqual(listed[1]);
  });

  it('a new device is told of by mail, once an hour at most, and is none the next time', async () => {
    const username = 'barbara@example.com';
    const told = () =>
      here.jobs.filter(({ payload }) => (payload as { kind?: string }).kind === 'new-device').length;
    const before = told();
    await signIn(username, '192.0.2.9');
    expect(told()).toBe(before);
    await signIn(username, '198.51.100.77');
    expect(told()).toBe(before + 1);
    await signIn(username, '198.51.100.78');
    await signIn(username, '198.51.100.77');
    expect(told()).toBe(before + 1);
  });

  it('leaves nothing behind once it is forgotten', async () => {
    expect(await rows()).toBeGreaterThan(0);
    for (const rule of here.get(RetentionRules).all)
      if (rule.table === 'sign_in_failures')
        while (await rule.deleteBatch?.(new Date(Date.now() + 25 * 3_600_000)));
    expect(await rows()).toBe(0);
  });

  it('an address by signing up is stopped too', async () => {
    const statuses = [];
    for (let attempt = 0; attempt < 9; attempt += 1) {
      const body = { email: 'ada@example.com', password, name: 'Ada', organization: 'Engines' };
      statuses.push((await here.http('POST', '/v1/auth/sign-up', { body })).status);
    }
    expect(new Set(statuses)).toEqual(new Set([201, 429]));
  });
});

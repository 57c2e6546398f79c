import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  identityApps,
  password,
  type IdentityApp,
  type IdentityApps,
} from '../../../test/support/identity.js';

describe('guessing', () => {
  let apps: IdentityApps;
  let here: IdentityApp;
  let there: IdentityApp;
  const guess = (app: IdentityApp, username: string) =>
    app.token({ grant_type: 'password', username, password: 'wrong horse battery staple' });

  beforeAll(async () => {
    apps = await identityApps({ SIGN_IN_LIMIT_PER_MINUTE: '4' });
    here = await apps.start();
    there = await apps.start();
    await here.signUp('ada@example.com', 'Engines');
    await here.signUp('grace@example.com', 'Compilers');
  });
  afterAll(() => apps.close());

  it('a password is stopped after a few attempts, over all processes, in the words of OAuth', async () => {
    // A minute may begin in between; so many attempts exceed two of them.
    const answers = [];
    for (let attempt = 0; attempt < 6; attempt += 1)
      answers.push(await guess(here, 'ada@example.com'), await guess(there, 'ADA@example.com'));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.length - refused.length).toBeLessThanOrEqual(8);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ json: { error: 'temporarily_unavailable' } });
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(answers.find(({ status }) => status !== 429)).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    });
  });

  it('another account can sign in meanwhile, and refreshing is not counted', async () => {
    let { refreshToken } = await here.signIn('grace@example.com');
    for (let use = 0; use < 12; use += 1) {
      const { status, json } = await here.token({ grant_type: 'refresh_token', refresh_token: refreshToken });
      expect(status).toBe(200);
      refreshToken = String(json['refresh_token']);
    }
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

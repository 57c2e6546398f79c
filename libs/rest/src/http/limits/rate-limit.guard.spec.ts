import { Logger } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import { FakeDatabase, openShop, ShopSettings } from '../../../../../test/support/contract-application.js';
import { Database } from '@keelson/sql';
import type { LoadedSettings } from '@keelson/runtime';
import { LimitsSettings } from './limits.settings.js';

vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);

const few = {
  change: (settings: LoadedSettings) => settings.with(LimitsSettings, { requestsPerMinute: 5 }),
};
const signIn = (username: string) => ({
  method: 'POST' as const,
  url: '/v1/auth/token',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  payload: `grant_type=password&username=${username}&password=wrong`,
});
const asUser = (name: string, url = '/v1/me') => ({ url, headers: { authorization: `Bearer ${name}` } });

describe('rate limits', () => {
  it('tell what is left, and answer 429 when nothing is', async () => {
    const app = await openShop(few);
    const first = await app.inject(asUser('user-1'));
    expect(first.headers['ratelimit-policy']).toBe('"default";q=5;w=60');
    expect(first.headers['ratelimit']).toMatch(/^"default";r=4;t=\d+$/);
    for (let count = 0; count < 4; count += 1)
      expect((await app.inject(asUser('user-1'))).statusCode).toBe(200);
    const refused = await app.inject(asUser('user-1'));
    expect(refused.statusCode).toBe(429);
    expect(refused.json()).toMatchObject({ code: 'rate_limited' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers['ratelimit']).toMatch(/r=0/);
    expect((await app.inject(asUser('user-2'))).statusCode).toBe(200);
    await app.close();
  });

  it('count by network where nobody is signed in', async () => {
    const app = await openShop(few);
    const from = (remoteAddress: string) => app.inject({ url: '/v1/failing?how=none', remoteAddress });
    for (let count = 0; count < 5; count += 1)
      expect((await from(`2001:db8:1:2::${count}`)).statusCode).toBe(200);
    expect((await from('2001:db8:1:2:ffff::1')).statusCode).toBe(429);
    expect((await from('2001:db8:1:3::1')).statusCode).toBe(200);
    await app.close();
  });

  it('do not count probes', async () => {
    const app = await openShop(few);
    for (let count = 0; count < 20; count += 1) {
      const answer = await app.inject('/health/live');
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['ratelimit']).toBeUndefined();
    }
    await app.close();
  });

  it('hold exactly where guessing is the danger', async () => {
    const app = await openShop({
      change: (settings) => settings.with(ShopSettings, { signInsPerMinute: 2 }),
    });
    const codes = await Promise.all(
      Array.from({ length: 6 }, async () => (await app.inject(signIn('ada'))).statusCode),
    );
    expect(codes.toSorted((a, b) => a - b)).toEqual([400, 400, 429, 429, 429, 429]);
    const refused = await app.inject(signIn('ada'));
    expect(refused.json()).toMatchObject({ error: 'temporarily_unavailable' });
    expect(refused.headers['ratelimit']).toMatch(/^"sign-in";r=0;t=\d+$/);
    expect(refused.headers['ratelimit-policy']).toContain('"sign-in";q=2;w=60');
    expect((await app.inject(signIn('bob'))).statusCode).toBe(400);
    await app.close();
  });

  it('let requests pass and refuse guesses while the database is away', async () => {
    const app = await openShop();
    app.get<FakeDatabase>(Database).down = true;
    expect((await app.inject(asUser('user-1'))).statusCode).toBe(200);
    const guess = await app.inject(signIn('ada'));
    expect(guess.statusCode).toBe(503);
    expect(guess.json()).toMatchObject({ error: 'temporarily_unavailable' });
    expect(guess.headers['retry-after']).toBe('5');
    await app.close();
  });
});

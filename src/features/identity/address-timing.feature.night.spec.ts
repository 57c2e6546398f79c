import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.js';
import { ksTest } from '../../../test/support/ks-test.js';
import { IdentitySettings } from './index.js';

/** Samples of each kind; KEELSON_TIMING_SAMPLES takes fewer by hand. */
const samples = Number(process.env['KEELSON_TIMING_SAMPLES'] ?? 1_000);
const runs = 3;
/** Requests of each kind before the first that counts: statements are prepared, code is compiled. */
const warmUp = Math.min(50, samples);

/** What takes longer for a known address than for an unknown one tells who has an account. */
describe('The time of an answer', () => {
  let app: TestApp;
  const known = 'known@example.com';
  const password = 'correct horse battery';

  beforeAll(async () => {
    app = await startApp({
      environment: { ROLE: 'api', SIGN_IN_LIMIT_PER_MINUTE: '100000', RATE_LIMIT_PER_MINUTE: '1000000' },
      // The costs and the floor of production.
      change: (settings) =>
        settings.with(IdentitySettings, {
          passwordHashCost: new IdentitySettings().passwordHashCost,
          signUpFloorMs: new IdentitySettings().signUpFloorMs,
        }),
    });
    await post('/v1/auth/sign-up', { email: known, password, name: 'Ada', organization: 'Engines' });
  });
  afterAll(() => app?.close());

  const post = (url: string, body: object) => app.http('POST', url, { body });
  let unknown = 0;
  const nobody = () => `unknown${(unknown += 1)}@example.com`;

  const routes = {
    'a sign-in': (email: string) =>
      post('/v1/auth/token', { grant_type: 'password', username: email, password: 'wrong horse battery' }),
    'a request to reset a password': (email: string) => post('/v1/auth/forgot-password', { email }),
    'a sign-up': (email: string) =>
      post('/v1/auth/sign-up', { email, password, name: 'Ada', organization: 'Engines' }),
  } as const;

  it.for(Object.keys(routes) as (keyof typeof routes)[])(
    'of %s does not tell a known address from an unknown one',
    async (route, { annotate }) => {
      const values: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        const times = { known: [] as number[], unknown: [] as number[] };
        const timed = async (kind: keyof typeof times, isCounted: boolean) => {
          const startedAt = performance.now();
          await routes[route](kind === 'known' ? known : nobody());
          if (isCounted) times[kind].push(performance.now() - startedAt);
        };
        for (let n = -warmUp; n < samples; n += 1) {
          // In turns, each first as often as the other, so that a busy machine slows both down.
          const order = n % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
          for (const kind of order) await timed(kind, n >= 0);
        }
        values.push(ksTest(times.known, times.unknown));
      }
      const told = values.map((p) => p.toFixed(4)).join(', ');
      await annotate(`${route}: p = ${told} (${samples} samples each)`, 'figure');
      expect(values.filter((p) => p > 0.01).length, told).toBeGreaterThanOrEqual(2);
    },
  );
});

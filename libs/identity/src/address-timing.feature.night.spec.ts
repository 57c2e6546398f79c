import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.js';
import { ksTest } from '../../../test/support/ks-test.js';
import { IdentitySettings } from './index.js';

/** Samples of each kind; KEELSON_TIMING_SAMPLES takes fewer by hand. */
const samples = Number(process.env['KEELSON_TIMING_SAMPLES'] ?? 1_000);
const runs = 3;
/** Runs that must not tell them apart. */
const enough = 2;
/** Others who read at the same time in the form under load, and how long each of them rests between two requests. */
const atOnce = 5;
const loadPauseMs = 50;
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
  type Route = keyof typeof routes;

  /** How likely the times of the two kinds are of one distribution. */
  async function compare(route: Route): Promise<number> {
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
    return ksTest(times.known, times.unknown);
  }

  /** Others who read while something is measured. */
  async function underLoad<T>(work: () => Promise<T>): Promise<T> {
    const readers = await Promise.all(Array.from({ length: atOnce }, () => app.signUp()));
    let isOver = false;
    const reading = readers.map(async (reader) => {
      while (!isOver) {
        expect((await reader.get('/v1/products?limit=20')).status).toBe(200);
        await pause(loadPauseMs);
      }
    });
    try {
      return await work();
    } finally {
      isOver = true;
      await Promise.all(reading);
    }
  }

  const forms = (['idle', 'under load'] as const).flatMap((form) =>
    (Object.keys(routes) as Route[]).map((route) => [form, route] as const),
  );
  it.for(forms)(
    '(%s) of %s does not tell a known address from an unknown one',
    async ([form, route], { annotate }) => {
      const values: number[] = [];
      const passed = () => values.filter((p) => p > 0.01).length;
      // Two of three: the third is needed only when the first two differ.
      while (passed() < enough && values.length - passed() <= runs - enough)
        values.push(await (form === 'idle' ? compare(route) : underLoad(() => compare(route))));
      const told = values.map((p) => p.toFixed(4)).join(', ');
      await annotate(`${route}, ${form}: p = ${told} (${samples} samples each)`, 'figure');
      expect(passed(), told).toBeGreaterThanOrEqual(enough);
    },
  );
});

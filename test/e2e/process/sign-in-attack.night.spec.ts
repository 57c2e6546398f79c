import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type Answer, type Http, httpTo } from '@keelson/testing';
import {
  buildKeelson,
  dataFolder,
  startKeelson,
  type KeelsonProcess,
} from '../../support/keelson-process.js';
import { claimRedisDatabase, createDatabase, type TestDatabase } from '@keelson/testing/servers';

// For five minutes 50 networks guess at the password of one account, 1,000 times a minute, while 200 others work. Behind a
// proxy, so that everyone has a network of their own.
const engine = inject('engine');
const minutes = Number(process.env['KEELSON_ATTACK_MINUTES'] ?? 5);
const guessesPerMinute = 1_000;
const networks = 50;
const others = 200;
const requestsPerSecond = 50;
/** The owner signs in this often, from a device that has signed in before. */
const ownerEverySeconds = 15;
/** How long the others work before the first minute counts: code is compiled, statements are prepared, pools are full. */
const warmUpSeconds = 45;
const password = 'correct horse battery staple';
const data = dataFolder();
let database: TestDatabase;
let queue: TestDatabase | null = null;
let keelson: KeelsonProcess;
let http: Http;

beforeAll(async () => {
  [database, queue] = await Promise.all([
    createDatabase(engine, inject('servers')),
    engine === 'mysql' ? claimRedisDatabase(inject('servers')) : null,
    buildKeelson(),
  ]);
  keelson = await startKeelson({
    environment: {
      NODE_ENV: 'production',
      DATABASE_URL: database.url,
      REDIS_URL: queue?.url ?? '',
      PORT: '0',
      KEELSON_DATA: data.path,
      TRUST_PROXY: '1',
      ACCESS_TOKEN_SECONDS: '3600',
    },
  });
  http = httpTo(await keelson.url());
}, 180_000);

afterAll(async () => {
  await keelson?.stop('SIGKILL');
  await Promise.all([database?.drop(), queue?.drop()]);
  data.remove();
});

const from = (network: string) => ({ 'x-forwarded-for': network });
const signIn = (username: string, secret: string, network: string, more: object = {}) =>
  http('POST', '/v1/auth/token', {
    body: { grant_type: 'password', username, password: secret, ...more },
    headers: from(network),
  });

async function signUp(email: string, network: string): Promise<Answer> {
  const body = { email, password, name: 'Ada', organization: 'Engines' };
  await http('POST', '/v1/auth/sign-up', { body, headers: from(network) });
  const answer = await signIn(email, password, network);
  expect(answer.status).toBe(200);
  return answer;
}

/** Sends at a steady pace until it is over, whether or not those before have been answered. */
async function atPace<T>(perSecond: number, seconds: number, send: (n: number) => Promise<T>): Promise<T[]> {
  const sent: Promise<T>[] = [];
  const began = performance.now();
  for (let n = 0; n < perSecond * seconds; n += 1) {
    await pause(Math.max(0, began + (n * 1_000) / perSecond - performance.now()));
    sent.push(send(n));
  }
  return Promise.all(sent);
}

interface Timed {
  readonly status: number;
  readonly tookMs: number;
}

/** A request that gets no answer has the status 0. */
async function timed(asked: () => Promise<Answer>): Promise<Timed> {
  const began = performance.now();
  const status = await asked().then(
    (answer) => answer.status,
    () => 0,
  );
  return { status, tookMs: performance.now() - began };
}

function counted(answers: readonly Timed[]): Readonly<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** @param share such as 0.99 */
function quantile(answers: readonly Timed[], share: number): string {
  const times = answers.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  return `${(times[Math.floor(times.length * share)] ?? NaN).toFixed(0)} ms`;
}

/** Resident memory of the server, in MiB. */
function memory(): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${keelson.pid}/status`, 'utf8'));
  return Number(found?.[1]) / 1_024;
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

it('is noticed by nobody but who guesses', async ({ annotate }) => {
  const tokens: string[] = [];
  for (let n = 0; n < others; n += 1)
    tokens.push(String((await signUp(`other${n}@example.com`, `198.51.${n}.1`)).json.access_token));
  const { device_token: device } = (await signUp('owner@example.com', '203.0.113.1')).json;

  const work = (n: number) =>
    timed(() =>
      http('GET', '/v1/products?limit=20', {
        token: tokens[n % others] as string,
        headers: from(`198.51.${n % others}.1`),
      }),
    );
  await atPace(requestsPerSecond, warmUpSeconds, work);

  const seconds = minutes * 60;
  const began = performance.now();
  const samples: { readonly minute: number; readonly mib: number }[] = [];
  const [guesses, worked, owners] = await Promise.all([
    atPace(guessesPerMinute / 60, seconds, (n) =>
      timed(() => signIn('owner@example.com', `wrong horse battery ${n}`, `192.0.2.${n % networks}`)),
    ),
    atPace(requestsPerSecond, seconds, work),
    // From another network each time: a phone that travels.
    atPace(1 / ownerEverySeconds, seconds, (n) =>
      timed(() => signIn('owner@example.com', password, `203.0.113.${2 + n}`, { device_token: device })),
    ),
    atPace(1, seconds, () => {
      const minute = Math.floor((performance.now() - began) / 60_000) + 1;
      samples.push({ minute, mib: memory() });
      return Promise.resolve();
    }),
  ]);

  const mibOf = (minute: number) =>
    median(samples.filter((one) => one.minute === minute).map(({ mib }) => mib));
  const growth = mibOf(minutes) / mibOf(1);
  const said = (what: string, answers: readonly Timed[]) =>
    `${what} ${JSON.stringify(counted(answers))}, p50 ${quantile(answers, 0.5)}, p99 ${quantile(answers, 0.99)}`;
  await annotate(
    [
      `attack of ${minutes} min on ${engine}`,
      said('guesses', guesses),
      said('others', worked),
      said('owner', owners),
      `memory ${mibOf(1).toFixed(0)} MiB in minute 1, ${mibOf(minutes).toFixed(0)} MiB in minute ${minutes}, ${growth.toFixed(3)} times`,
    ].join('; '),
    'figure',
  );

  expect(Object.keys(counted(worked))).toEqual(['200']);
  expect(Object.keys(counted(owners))).toEqual(['200']);
  // Wrong, or not even looked at.
  expect(['400', '429']).toEqual(expect.arrayContaining(Object.keys(counted(guesses))));
  expect(growth).toBeLessThanOrEqual(1.1);
  // Whoever comes without the device has to wait; the way out is the mail.
  expect((await signIn('owner@example.com', password, '192.0.2.1')).status).toBe(429);
});

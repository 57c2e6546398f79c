import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type Answer, type Http, httpTo, type SignedIn } from '@keelson/testing';
import {
  buildKeelson,
  dataFolder,
  startKeelson,
  type KeelsonProcess,
} from '../../support/keelson-process.js';
import {
  claimRedisDatabase,
  createDatabase,
  openSql,
  type SqlSession,
  type TestDatabase,
} from '@keelson/testing/servers';
import { signUp } from './journey.js';

// One product row locked by another client for a minute, fifty writers that want it, a pool of ten: what the readers of two
// other organizations notice. The short form is src/features/catalog/locked-product.feature.spec.ts.
const engine = inject('engine');
const rounds = 3;
const secondsEach = 60;
const writersAtOnce = 50;
const readsPerSecond = 20;
/** Milliseconds of REQUEST_DEADLINE_MS, and what a look at the overdue and the way of an answer may add. */
const [deadlineMs, toleranceMs] = [10_000, 500];
const data = dataFolder();
let database: TestDatabase;
let queue: TestDatabase | null = null;
let sql: SqlSession;
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
      DATABASE_POOL_SIZE: '10',
      REQUEST_DEADLINE_MS: String(deadlineMs),
      ACCESS_TOKEN_SECONDS: '3600',
      RATE_LIMIT_PER_MINUTE: '1000000',
    },
  });
  http = httpTo(await keelson.url());
  sql = await openSql(engine, database.url);
}, 120_000);

afterAll(async () => {
  await keelson?.stop('SIGKILL');
  await sql?.end();
  await Promise.all([database?.drop(), queue?.drop()]);
  data.remove();
});

interface Timed {
  readonly answer: Answer;
  /** When it came, by `performance.now()`, and how long it took. */
  readonly atMs: number;
  readonly tookMs: number;
}

async function timed(asked: Promise<Answer>): Promise<Timed> {
  const began = performance.now();
  const answer = await asked;
  return { answer, atMs: performance.now(), tookMs: performance.now() - began };
}

/** Reads at a steady pace, whether or not those before have been answered. */
async function readers(people: readonly SignedIn[], path: string): Promise<Timed[]> {
  const asked: Promise<Timed>[] = [];
  const began = performance.now();
  for (let n = 0; n < secondsEach * readsPerSecond; n += 1) {
    await pause(Math.max(0, began + (n * 1_000) / readsPerSecond - performance.now()));
    for (const person of people) asked.push(timed(person.get(path)));
  }
  return Promise.all(asked);
}

/** Writers that try again when they are told to, until `over`. */
async function writers(owner: SignedIn, product: string, over: () => boolean): Promise<Timed[]> {
  const answers: Timed[] = [];
  const write = async (_: unknown, n: number) => {
    do {
      const one = await timed(owner.patch(`/v1/products/${product}`, { price: n + 1 }));
      answers.push(one);
      await pause(Number(one.answer.headers['retry-after'] ?? 0) * 1_000);
    } while (!over());
  };
  await Promise.all(Array.from({ length: writersAtOnce }, write));
  return answers;
}

/** @param share such as 0.99 */
function quantile(answers: readonly Timed[], share: number): number {
  const times = answers.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  return times[Math.floor(times.length * share)] ?? Infinity;
}

const p99 = (answers: readonly Timed[]) => quantile(answers, 0.99);
const figures = (answers: readonly Timed[]) =>
  `p50 ${quantile(answers, 0.5).toFixed(1)} ms, p99 ${p99(answers).toFixed(1)} ms`;

it('is noticed by its writers alone', async () => {
  const owner = await signUp(http);
  const others = [await signUp(http), await signUp(http)];
  const wanted = { sku: 'HOT', name: 'Rope', price: 1, currency: 'EUR', stock: 1 };
  const product = (await owner.post('/v1/products', wanted)).json.id as string;
  for (const other of others) await other.post('/v1/products', wanted);
  const path = '/v1/products?limit=20';
  const ratios: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const usual = await readers(others, path);

    await sql.query('BEGIN');
    await sql.query('SELECT id FROM products WHERE id = ? FOR UPDATE', [product]);
    let over = false;
    const began = performance.now();
    const writing = writers(owner, product, () => over);
    const meanwhile = await readers(others, path);
    over = true;
    const refused = await writing;
    await sql.query('ROLLBACK');

    const firstMs = Math.min(...refused.map(({ atMs }) => atMs)) - began;
    const lastMs = Math.max(...refused.map(({ tookMs }) => tookMs));
    ratios.push(p99(meanwhile) / p99(usual));
    process.stdout.write(
      `${engine}, round ${round}: ${figures(usual)} without the lock; ${figures(meanwhile)} with it; first 503 after ${firstMs.toFixed(0)} ms, slowest ${lastMs.toFixed(0)} ms, ${refused.length} in all\n`,
    );

    expect(new Set(refused.map(({ answer }) => answer.status))).toEqual(new Set([503]));
    expect(refused.every(({ answer }) => Number(answer.headers['retry-after']) > 0)).toBe(true);
    expect(firstMs).toBeLessThan(1_000 + toleranceMs);
    expect(lastMs).toBeLessThan(deadlineMs + toleranceMs);
    expect(new Set([...usual, ...meanwhile].map(({ answer }) => answer.status))).toEqual(new Set([200]));
  }
  expect(ratios.sort((a, b) => a - b)[Math.floor(rounds / 2)]).toBeLessThanOrEqual(3);
  expect((await owner.patch(`/v1/products/${product}`, { price: 5 })).status).toBe(200);
});

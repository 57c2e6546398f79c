import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { type Answer, type Http, httpTo, type SignedIn } from '@keelson/testing';
import {
  buildKeelson,
  dataFolder,
  startKeelson,
  type KeelsonProcess,
} from '../../support/keelson-process.js';
import { claimRedisDatabase, openSql, type TestDatabase } from '@keelson/testing/servers';
import { startFragileDatabase, type FragileDatabase } from '../../support/servers/fragile-database.js';
import { signUp } from './journey.js';

// The database goes away under load and comes back: nobody sees a 500, and nothing acknowledged is lost.
const engine = inject('engine');
const data = dataFolder();
let database: FragileDatabase;
let queue: TestDatabase | null = null;
let keelson: KeelsonProcess;
let http: Http;
let ada: SignedIn;

beforeAll(async () => {
  [database, queue] = await Promise.all([
    startFragileDatabase(engine),
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
      ACCESS_TOKEN_SECONDS: '3600',
      RATE_LIMIT_PER_MINUTE: '1000000',
    },
  });
  http = httpTo(await keelson.url());
  ada = await signUp(http);
}, 120_000);

afterAll(async () => {
  await keelson?.stop('SIGKILL');
  await Promise.all([database?.remove(), queue?.drop()]);
  data.remove();
});

/** Clients that write and read without a pause. */
function load() {
  const answers: Answer[] = [];
  const acknowledged = new Set<string>();
  let on = true;
  let count = 0;
  const write = async () => {
    while (on) {
      const sku = `SKU-${performance.now()}-${(count += 1)}`;
      const answer = await ada.post('/v1/products', {
        sku,
        name: 'Rope',
        price: 1,
        currency: 'EUR',
        stock: 1,
      });
      answers.push(answer);
      if (answer.status === 201) acknowledged.add(answer.json.id as string);
      // A client that heeds Retry-After; without it, an outage would only measure how fast we refuse.
      else await pause(20);
    }
  };
  const read = async () => {
    while (on) {
      answers.push(await ada.get('/v1/products?limit=1'));
      await pause(10);
    }
  };
  const clients = Promise.all([...Array.from({ length: 4 }, write), read(), read()]);
  return {
    answers,
    acknowledged,
    async stop() {
      on = false;
      await clients;
    },
  };
}

it.each(['shutdown', 'kill'] as const)(
  'answers 503 while the database is away (%s), and is well again when it is back',
  async (how) => {
    const traffic = load();
    await vi.waitFor(() => expect(traffic.acknowledged.size).toBeGreaterThan(20), { timeout: 10_000 });

    await database.takeAway(how);
    await vi.waitFor(async () => expect((await http('GET', '/health/ready')).status).toBe(503), {
      timeout: 5_000,
    });
    expect((await http('GET', '/health/ready')).json.detail).toContain('database');
    expect((await http('GET', '/health/live')).status).toBe(200);
    // What needs no database is told as ever; what needs one, even to know the caller, is not.
    expect((await http('GET', '/nowhere')).status).toBe(404);
    expect((await http('GET', '/v1/me')).status).toBe(401);
    await vi.waitFor(async () => expect((await ada.get('/v1/me')).status).toBe(503), { timeout: 5_000 });
    const body = { grant_type: 'password', username: ada.email, password: ada.password };
    const token = await http('POST', '/v1/auth/token', { body });
    expect({ status: token.status, retryAfter: token.headers['retry-after'] }).toEqual({
      status: 503,
      retryAfter: expect.stringMatching(/^\d+$/),
    });
    await pause(500);
    const beforeReturn = traffic.acknowledged.size;

    await database.bringBack();
    await vi.waitFor(async () => expect((await http('GET', '/health/ready')).status).toBe(200), {
      timeout: 10_000,
      interval: 100,
    });
    await vi.waitFor(() => expect(traffic.acknowledged.size).toBeGreaterThan(beforeReturn + 20), {
      timeout: 10_000,
    });
    await traffic.stop();

    // What nobody expected is logged with its cause, which says more than the 500 it was answered with.
    expect(keelson.stdout().split('\n').filter(isUnexpected)).toEqual([]);
    const refusals = traffic.answers.filter(({ status }) => status !== 200 && status !== 201);
    expect(refusals.length).toBeGreaterThan(0);
    for (const refusal of refusals) {
      expect(refusal.status, refusal.text).toBe(503);
      expect(refusal.headers['retry-after'], refusal.text).toMatch(/^\d+$/);
      expect(refusal.headers['content-type']).toContain('application/problem+json');
    }
    await expectAllKept(traffic.acknowledged);
  },
);

it('ends in an orderly way after all that, without a stack of alarms', async () => {
  expect((await keelson.stop()).code).toBe(0);
  expect(keelson.stderr()).toBe('');
  const alarms = keelson.stdout().match(/"level":"(?:warn|error)"/g) ?? [];
  expect(alarms.length, keelson.stdout()).toBeLessThan(30);
});

function isUnexpected(line: string): boolean {
  return line.includes('"context":"Http"') && line.includes('"level":"error"');
}

/** Row, audit entry and event of each acknowledged write are there: they were one transaction. */
async function expectAllKept(acknowledged: ReadonlySet<string>): Promise<void> {
  const sql = await openSql(engine, database.url);
  const products = await sql.query('SELECT id FROM products');
  const kept = new Set(products.map(({ id }) => String(id)));
  const audited = await sql.query(
    "SELECT id FROM audit_entries WHERE subject_type = 'product' AND kind = 'created'",
  );
  await sql.end();
  expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
  expect(audited).toHaveLength(kept.size);
}

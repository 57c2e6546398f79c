import { acrossOrganizations } from '@keelson/kernel';
import { BackgroundLoops, Database, observeStatements } from '@keelson/platform';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { startFragileDatabase, type FragileDatabase } from '../support/servers/fragile-database.js';
import { requireProgram } from '@keelson/testing/servers';
import { programs } from '../support/servers/programs.js';

/** Values by series, as `name{label="value"}`. */
type Samples = ReadonlyMap<string, number>;

async function scrape(app: TestApp): Promise<Samples> {
  const { status, text } = await app.http('GET', '/metrics');
  expect(status).toBe(200);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ''), Number(/\S+$/.exec(line)?.[0])]));
}
const requests = (method: string, route: string, status: string) =>
  `http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`;

describe('what is counted', () => {
  let app: TestApp;
  let before: Samples;
  beforeAll(async () => {
    app = await startApp({
      environment: { SIGN_IN_LIMIT_PER_MINUTE: '10', RATE_LIMIT_PER_MINUTE: '200' },
    });
  });
  afterAll(() => app?.close());

  const grown = async (series: string) => ((await scrape(app)).get(series) ?? 0) - (before.get(series) ?? 0);

  it('is requests by the patterns of their routes, never by their paths', async () => {
    const ada = await app.signUp();
    before = await scrape(app);
    const product = { sku: 'M-1', name: 'Rope', price: 1, currency: 'EUR', stock: 1 };
    const { json } = await ada.post('/v1/products', product);
    for (let time = 0; time < 3; time += 1) await ada.get(`/v1/products/${json.id}?fields=name`);
    await ada.get('/v1/products/0198f2a4-0000-7000-8000-000000000001');
    await ada.get('/v1/nowhere-secret');
    await app.http('PUT', '/v1/products', { token: ada.token });
    expect(await grown(requests('POST', '/v1/products', '2xx'))).toBe(1);
    expect(await grown(requests('GET', '/v1/products/:id', '2xx'))).toBe(3);
    expect(await grown(requests('GET', '/v1/products/:id', '4xx'))).toBe(1);
    expect(await grown(requests('GET', 'unmatched', '4xx'))).toBe(1);
    expect(await grown(requests('PUT', 'unmatched', '4xx'))).toBe(1);
    expect(await grown('keelson_problem_answers_total{code="not_found"}')).toBe(2);
    expect(await grown('keelson_problem_answers_total{code="method_not_allowed"}')).toBe(1);
    const { text } = await app.http('GET', '/metrics');
    for (const part of [json.id, ada.organizationId, ada.userId, 'nowhere-secret'])
      expect(text).not.toContain(part);
  });

  it('is answers given again, and what limits and the gateway refuse', async () => {
    const ada = await app.signUp();
    before = await scrape(app);
    const order = { sku: 'M-2', name: 'Rope', price: 1, currency: 'EUR', stock: 1 };
    const key = { 'idempotency-key': randomBytes(8).toString('hex') };
    for (let time = 0; time < 3; time += 1) await ada.post('/v1/products', order, key);
    expect(await grown('keelson_idempotency_replays_total')).toBe(2);

    const foreign = app.get(Database).read('SELECT id FROM products WHERE sku = ?', ['M-2']);
    await expect(foreign).rejects.toThrow(/refused/);
    expect(await grown('keelson_statements_refused_total')).toBe(1);

    const guess = { grant_type: 'password', username: ada.email, password: 'wrong' };
    const statuses: number[] = [];
    for (let time = 0; time < 12; time += 1)
      statuses.push((await app.http('POST', '/v1/auth/token', { body: guess })).status);
    const late = statuses.filter((status) => status === 429).length;
    expect(late).toBeGreaterThan(0);
    // The process counts, and it may have refused guesses of other files before.
    const refusedGuesses = (metrics: ReadonlyMap<string, number>) =>
      [...metrics]
        .filter(([series]) => series.startsWith('keelson_password_attempts_refused_total'))
        .reduce((sum, [, count]) => sum + count, 0);
    expect(refusedGuesses(await scrape(app)) - refusedGuesses(before)).toBe(late);
    expect(await grown('keelson_problem_answers_total{code="invalid_grant"}')).toBe(12 - late);

    const bob = await app.signUp();
    // More than two minutes allow: one may end meanwhile.
    let refused = 0;
    for (let time = 0; time < 450 && refused < 20; time += 1)
      if ((await bob.get('/v1/me')).status === 429) refused += 1;
    expect(refused).toBe(20);
    expect(await grown('keelson_rate_limit_refusals_total{limit="default"}')).toBe(refused);
  });

  it('is attempts at jobs by queue and outcome', async () => {
    const done = 'keelson_job_attempt_duration_seconds_count{queue="identity.address-mail",outcome="done"}';
    before = await scrape(app);
    await app.signUp();
    await vi.waitFor(async () => expect(await grown(done)).toBe(1), { timeout: 20_000 });
  });

  it('is moments of schedules', async () => {
    before = await scrape(app);
    const database = app.get(Database);
    await vi.waitFor(async () => {
      const due = 'UPDATE job_schedules SET next_at = CURRENT_TIMESTAMP(3) WHERE name = ?';
      expect(await database.write(due, ['events.purge'])).toEqual({ affected: 1 });
    });
    const fired = 'keelson_schedule_firings_total{schedule="events.purge",result="on-time"}';
    await vi.waitFor(async () => expect(await grown(fired)).toBe(1), { timeout: 10_000 });
  });

  it('is rounds of the background loops, by what became of them', async () => {
    before = await scrape(app);
    const frequent = app
      .get(BackgroundLoops)
      .states()
      .filter(({ everyMs }) => everyMs <= 1_000)
      .map(({ name }) => name);
    expect(frequent).toContain('event-relay');
    const rounds = (name: string, outcome: string) =>
      grown(`keelson_background_rounds_total{loop="${name}",outcome="${outcome}"}`);
    for (const name of frequent)
      await vi.waitFor(async () => expect(await rounds(name, 'done'), name).toBeGreaterThan(0), {
        // A busy machine lets a lease end, which is claimed again a round later.
        timeout: 60_000,
      });
    for (const name of frequent) expect(await rounds(name, 'failed'), name).toBe(0);
  }, 120_000);

  it('is the process, its pools, its queue and its version', async () => {
    const samples = await scrape(app);
    const queueOnPostgres = inject('engine') === 'postgres';
    expect(samples.get('keelson_pool_connections_max{pool="database"}')).toBe(10);
    expect(samples.get('keelson_pool_waiting{pool="database"}')).toBe(0);
    const open = ['idle', 'in_use'].map(
      (state) => samples.get(`keelson_pool_connections{pool="database",state="${state}"}`) ?? NaN,
    );
    expect((open[0] ?? 0) + (open[1] ?? 0)).toBeGreaterThan(0);
    expect(samples.has('keelson_pool_connections_max{pool="queue"}')).toBe(queueOnPostgres);
    expect(samples.get('keelson_queue_up')).toBe(1);
    expect(
      samples.get(`keelson_build_info{version="0.1.0",node="${process.versions.node}",role="all"}`),
    ).toBe(1);
    expect(samples.get('keelson_event_loop_active_seconds_total')).toBeGreaterThan(0);
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(1e7);
  });

  it('is well-formed, by promtool', async () => {
    const { text, headers } = await app.http('GET', '/metrics');
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await promtool(text)).toEqual({ code: 0, told: '' });
  }, 300_000);
});

describe('what waits', () => {
  let app: TestApp;
  beforeAll(async () => {
    // Nobody here relays events or does jobs.
    app = await startApp({ environment: { ROLE: 'api' } });
  });
  afterAll(() => app?.close());
  afterEach(() => observeStatements(null));

  it('is told by queue, state and stage, asked for once in a while and by one statement each', async () => {
    const database = app.get(Database);
    await app.signUp();
    await app.signUp();
    await acrossOrganizations('the test has a delivery given up', async () => {
      const [mail] = await database.read<{ id: string }>('SELECT id FROM jobs ORDER BY id LIMIT 1');
      await database.write(
        "UPDATE jobs SET state = 'dead', kind = 'delivery', queue = 'orders.reorder-stock' WHERE id = ?",
        [mail?.id ?? ''],
      );
    });
    const rows = await acrossOrganizations('the test counts', () =>
      database.read<{ events: number }>('SELECT COUNT(*) AS events FROM outbox_events'),
    );
    const asked: string[] = [];
    observeStatements((text) => {
      if (/ counted/.test(text)) asked.push(text);
    });
    const [samples] = await Promise.all([scrape(app), scrape(app), scrape(app)]);
    expect(samples.get('keelson_jobs{queue="identity.address-mail",state="waiting"}')).toBe(1);
    expect(samples.get('keelson_jobs{queue="identity.address-mail",state="active"}')).toBe(0);
    expect(samples.get('keelson_jobs{queue="orders.reorder-stock",state="dead"}')).toBe(1);
    expect(samples.get('keelson_deliveries_parked{subscriber="orders.reorder-stock"}')).toBe(1);
    const age = samples.get('keelson_jobs_oldest_waiting_seconds{queue="identity.address-mail"}');
    expect(age).toBeGreaterThan(0);
    expect(age).toBeLessThan(60);
    expect(rows[0]?.events).toBeGreaterThan(0);
    expect(samples.get('keelson_outbox_events{stage="relay"}')).toBe(rows[0]?.events);
    expect(samples.get('keelson_outbox_events{stage="sequencer"}')).toBe(0);
    expect(samples.get('keelson_outbox_lag_seconds{stage="relay"}')).toBeGreaterThan(0);
    expect(samples.get('keelson_outbox_lag_seconds{stage="sequencer"}')).toBe(0);
    expect(samples.get('keelson_audit_unsealed_entries{log="audit"}')).toBeGreaterThan(0);
    expect(samples.get('keelson_audit_oldest_unsealed_seconds{log="audit"}')).toBeGreaterThan(0);
    for (const collection of ['jobs', 'outbox', 'audit'])
      expect(samples.get(`keelson_metrics_collection_failed{collection="${collection}"}`)).toBe(0);

    await app.signUp();
    expect((await scrape(app)).get('keelson_jobs{queue="identity.address-mail",state="waiting"}')).toBe(1);
    expect(asked).toHaveLength(3);
  });
});

describe('who may read', () => {
  let app: TestApp;
  afterEach(() => app?.close());

  it('is who shows the token, where there is one', async () => {
    const token = randomBytes(32).toString('hex');
    app = await startApp({ environment: { METRICS_TOKEN: token } });
    const ask = (headers: Record<string, string>) => app.http('GET', '/metrics', { headers });
    for (const wrong of [null, 'Bearer', `Bearer ${token}x`, `Bearer ${token.slice(1)}`, `Basic ${token}`]) {
      const refused = await ask(wrong === null ? {} : { authorization: wrong });
      expect([refused.status, refused.json.code]).toEqual([401, 'unauthenticated']);
      expect(refused.headers['www-authenticate']).toMatch(/^Bearer/);
    }
    const read = await ask({ authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.7' });
    expect(read.text).toContain('keelson_build_info');
  });

  it('is nobody in production where there is none: as if there were no such path', async () => {
    app = await startApp({ environment: { NODE_ENV: 'production' } });
    const [refused, nowhere] = [await app.http('GET', '/metrics'), await app.http('GET', '/nowhere')];
    expect(refused.status).toBe(404);
    const told = ({ code, detail, title }: Record<string, unknown>) => ({ code, detail, title });
    expect(told(refused.json)).toEqual(told(nowhere.json));
  });
});

it('counts connections that are busy, and those that end before their answer', async () => {
  const app = await startApp();
  try {
    await app.nest.listen(0, '127.0.0.1');
    const value = async (series: string) => (await scrape(app)).get(series);
    const aborted = (await value('http_requests_aborted_total')) ?? NaN;
    expect(await value('http_requests_in_flight')).toBe(0);
    const socket = connect((app.nest.getHttpServer().address() as AddressInfo).port, '127.0.0.1');
    socket.write(
      'POST /v1/auth/token HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{',
    );
    await vi.waitFor(async () => expect(await value('http_requests_in_flight')).toBe(1));
    socket.destroy();
    await vi.waitFor(async () => expect(await value('http_requests_aborted_total')).toBe(aborted + 1));
    expect(await value('http_requests_in_flight')).toBe(0);
  } finally {
    await app.close();
  }
});

it('answers while the database is away, without what only the database knows', async ({ annotate }) => {
  let database: FragileDatabase | null = null;
  let app: TestApp | null = null;
  try {
    database = await startFragileDatabase(inject('engine'));
    app = await startApp({ databaseUrl: database.url });
    await database.takeAway('kill');
    const began = performance.now();
    const samples = await scrape(app);
    // How long a collection is waited for is in sampled-metrics.spec.ts, by a clock of its own.
    await annotate(`metrics without the database took ${Math.round(performance.now() - began)} ms`);
    expect(samples.get('keelson_metrics_collection_failed{collection="jobs"}')).toBe(1);
    expect(samples.get('keelson_metrics_collection_failed{collection="outbox"}')).toBe(1);
    expect([...samples.keys()].filter((series) => /^keelson_(jobs|outbox|deliveries)/.test(series))).toEqual(
      [],
    );
    expect(samples.get('keelson_pool_connections_max{pool="database"}')).toBe(10);
  } finally {
    await app?.close();
    await database?.remove();
  }
}, 90_000);

/** What `promtool check metrics` says. */
async function promtool(metrics: string): Promise<{ code: number; told: string }> {
  const { path, environment } = await requireProgram(programs.promtool);
  return new Promise((resolve, reject) => {
    const child = execFile(
      path,
      ['check', 'metrics'],
      { env: { ...process.env, ...environment } },
      (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, told: (stdout + stderr).trim() }),
    );
    child.stdin?.on('error', reject).end(metrics);
  });
}

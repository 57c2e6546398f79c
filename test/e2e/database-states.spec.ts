import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it, vi } from 'vitest';
import { startApp, type Answer, type SignedIn, type TestApp } from '../support/app.js';
import { startFragileDatabase, type FragileDatabase } from '../support/servers/fragile-database.js';
import { openSql, type SqlSession } from '@keelson/testing/servers';

// What lies between up and away: each state is a 503 that names it, readiness knows, and nothing need be restarted.
const engine = inject('engine');
let server: FragileDatabase;
let admin: SqlSession;
let other: SqlSession;
let app: TestApp;
let ada: SignedIn;
let product: string;
let applicationUrl: string;
let count = 0;

beforeAll(async () => {
  server = await startFragileDatabase(engine);
  admin = await openSql(engine, writable(server.url));
  other = await openSql(engine, writable(server.url));
  applicationUrl = await urlOfApplication();
  app = await startApp({
    databaseUrl: applicationUrl,
    environment: { METRICS_TOKEN: '' },
  });
  ada = await app.signUp();
  const made = await create();
  product = made.json.id as string;
}, 120_000);

afterAll(async () => {
  await app?.close();
  await admin?.end();
  await other?.end();
  await server?.remove();
});

beforeEach(async () => {
  await readyIs(200);
});
afterEach(async () => {
  await admin.query(engine === 'mysql' ? 'UNLOCK TABLES' : 'ROLLBACK');
  await other.query(engine === 'mysql' ? 'UNLOCK TABLES' : 'ROLLBACK');
});

/** On PostgreSQL one role does all, and is to be made read-only under the application alone. */
function writable(url: string): string {
  return engine === 'mysql' ? url : `${url}?options=-c%20default_transaction_read_only%3Doff`;
}

/** MariaDB's root may write whatever `read_only` says. */
async function urlOfApplication(): Promise<string> {
  const url = new URL(server.url);
  if (engine === 'postgres') return url.href;
  const database = url.pathname.slice(1);
  await admin.query(`CREATE USER app@'127.0.0.1' IDENTIFIED BY '${url.password}'`);
  await admin.query(`GRANT ALL ON ${database}.* TO app@'127.0.0.1'`);
  url.username = 'app';
  return url.href;
}

async function create(): Promise<Answer> {
  count += 1;
  return ada.post('/v1/products', { sku: `S-${count}`, name: 'Rope', price: 1, currency: 'EUR', stock: 1 });
}
const read = () => ada.get(`/v1/products/${product}`);

async function readyIs(status: number): Promise<Answer> {
  return vi.waitFor(
    async () => {
      const answer = await app.http('GET', '/health/ready');
      expect(answer.status).toBe(status);
      return answer;
    },
    { timeout: 15_000, interval: 100 },
  );
}

function expectRefusal(answer: Answer, code: string): void {
  expect({ status: answer.status, code: answer.json?.code }, answer.text).toEqual({ status: 503, code });
  expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
}

async function endSessions(): Promise<void> {
  if (engine === 'postgres') {
    await admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'keelson'",
    );
    return;
  }
  const sessions = await admin.query("SELECT id FROM information_schema.processlist WHERE user = 'app'");
  for (const { id } of sessions) await admin.query(`KILL ${String(id)}`).catch(() => undefined);
}
const readOnly = (on: boolean) =>
  engine === 'mysql'
    ? admin.query(`SET GLOBAL read_only = ${on ? 1 : 0}`)
    : admin.query(
        `ALTER ROLE CURRENT_USER ${on ? 'SET default_transaction_read_only = on' : 'RESET default_transaction_read_only'}`,
      );

it('answers a write to a read-only database by name, reads as ever, and writes again at once', async () => {
  await readOnly(true);
  // The sessions of a role keep what it was when they began; new ones begin read-only.
  if (engine === 'postgres') await endSessions();
  try {
    // Until the last session that was ended has been noticed.
    await vi.waitFor(async () => expectRefusal(await create(), 'database_read_only'), { timeout: 10_000 });
    expect((await read()).status).toBe(200);
    expect((await readyIs(503)).json.detail).toContain('database (read-only)');
    // As many sessions as there may be, all of them read-only, and given back to the pool.
    await Promise.all(Array.from({ length: 20 }, read));
  } finally {
    await readOnly(false);
  }
  expect((await create()).status).toBe(201);
  expect((await Promise.all(Array.from({ length: 20 }, create))).map(({ status }) => status)).toEqual(
    Array(20).fill(201),
  );
  await readyIs(200);
});

it('answers who waits for a locked table 503, also a GET, and never that a filter is to blame', async () => {
  await other.query(
    engine === 'mysql' ? 'LOCK TABLES products WRITE' : 'BEGIN; LOCK TABLE products IN ACCESS EXCLUSIVE MODE',
  );
  const [one, list, patch] = await Promise.all([
    read(),
    ada.get('/v1/products?limit=1'),
    ada.patch(`/v1/products/${product}`, { name: 'Line' }),
  ]);
  for (const answer of [one, list, patch]) expectRefusal(answer, 'database_locked');
  expect((await app.http('GET', '/health/ready')).status).toBe(200);
  await other.query(engine === 'mysql' ? 'UNLOCK TABLES' : 'ROLLBACK');
  expect((await read()).status).toBe(200);
});

it('answers a writer of a row that somebody holds 503, after one wait', async () => {
  await other.query('BEGIN');
  await other.query('SELECT id FROM products WHERE id = ? FOR UPDATE', [product]);
  const refused = await ada.patch(`/v1/products/${product}`, { name: 'Line' });
  await other.query('ROLLBACK');
  expect(refused.status, refused.text).toBe(503);
  expectRefusal(refused, 'database_locked');
});

it('serves on when its sessions are ended one and all', async () => {
  await Promise.all(Array.from({ length: 20 }, read));
  await endSessions();
  await vi.waitFor(async () => expect((await create()).status).toBe(201), { timeout: 10_000, interval: 50 });
  for (const answer of await Promise.all(Array.from({ length: 20 }, create)))
    expect(answer.status, answer.text).toBe(201);
});

it('answers by name when the server has no connection left', async () => {
  const name = new URL(server.url).pathname.slice(1);
  const limit = (most: number | null) =>
    admin.query(
      engine === 'mysql'
        ? `ALTER USER app@'127.0.0.1' WITH MAX_USER_CONNECTIONS ${most ?? 0}`
        : `ALTER DATABASE ${name} CONNECTION LIMIT ${most ?? -1}`,
    );
  await limit(1);
  await endSessions();
  // The one that there may be.
  const held = engine === 'mysql' ? await openSql(engine, applicationUrl) : null;
  await held?.query('SELECT 1');
  try {
    await vi.waitFor(async () => expectRefusal(await read(), 'database_busy'), { timeout: 10_000 });
    expect((await readyIs(503)).json.detail).toContain('database (busy)');
  } finally {
    await limit(null);
    await held?.end();
  }
  await readyIs(200);
  expect((await create()).status).toBe(201);
});

it('keeps a full disk in mind until there is room again', async () => {
  const tables = ['products', 'readiness_probes'];
  if (engine === 'postgres')
    await admin.query(
      "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'could not extend file'; END $$",
    );
  for (const table of tables)
    await admin.query(
      engine === 'mysql'
        ? `CREATE TRIGGER full_${table} BEFORE INSERT ON ${table} FOR EACH ROW SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1021, MESSAGE_TEXT = 'Disk full'`
        : `CREATE TRIGGER full_${table} BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION full_disk()`,
    );
  const free = (table: string) =>
    admin.query(`DROP TRIGGER full_${table}${engine === 'mysql' ? '' : ` ON ${table}`}`);

  expectRefusal(await create(), 'database_full');
  expect((await readyIs(503)).json.detail).toContain('database (full)');
  await free('products');
  expect((await create()).status).toBe(201);
  await readyIs(503);
  await free('readiness_probes');
  await readyIs(200);
  expect(await admin.query('SELECT id FROM readiness_probes')).toEqual([]);
});

it('counts each state by name', async () => {
  const { text } = await app.http('GET', '/metrics');
  const samples = text.split('\n').filter((line) => /^keelson_(database_failures_total|ready)\{/.test(line));
  for (const failure of ['read-only', 'locked', 'busy', 'full'])
    expect(samples).toContainEqual(
      expect.stringMatching(new RegExp(`^keelson_database_failures_total\\{failure="${failure}"\\} [1-9]`)),
    );
  expect(samples).toContainEqual(expect.stringMatching(/^keelson_ready\{part="database"\} [01]$/));
});

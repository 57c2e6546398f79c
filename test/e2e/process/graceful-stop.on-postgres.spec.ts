import { Agent, request } from 'node:http';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { httpTo, type SignedIn } from '@keelson/testing';
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

// SIGTERM with everything under way: clients on connections that stay open, long polls, an import that cannot go on.
const engine = inject('engine');
const data = dataFolder();
const lines = 600;
let database: TestDatabase;
let queue: TestDatabase | null = null;
let sql: SqlSession;
let keelson: KeelsonProcess;

const start = () =>
  startKeelson({
    environment: {
      NODE_ENV: 'production',
      DATABASE_URL: database.url,
      REDIS_URL: queue?.url ?? '',
      PORT: '0',
      KEELSON_DATA: data.path,
      ACCESS_TOKEN_SECONDS: '3600',
      RATE_LIMIT_PER_MINUTE: '1000000',
      SHUTDOWN_SECONDS: '6',
    },
  });

beforeAll(async () => {
  [database, queue] = await Promise.all([
    createDatabase(engine, inject('servers')),
    engine === 'mysql' ? claimRedisDatabase(inject('servers')) : null,
    buildKeelson(),
  ]);
  sql = await openSql(engine, database.url);
  keelson = await start();
}, 120_000);

afterAll(async () => {
  await keelson?.stop('SIGKILL');
  await sql?.end();
  await Promise.all([database?.drop(), queue?.drop()]);
  data.remove();
});

/** What became of one request on a connection that stays open. */
interface Outcome {
  readonly status: number | null;
  readonly closes: boolean;
  readonly error: string;
}

function ask(agent: Agent, url: string, { token }: SignedIn): Promise<Outcome> {
  return new Promise((resolve) => {
    const sent = request(url, { agent, headers: { authorization: `Bearer ${token}` } }, (answer) => {
      answer.resume().once('end', () =>
        resolve({
          status: answer.statusCode ?? null,
          closes: answer.headers.connection === 'close',
          error: '',
        }),
      );
    });
    sent.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ status: null, closes: true, error: error.code ?? error.message }),
    );
    sent.end();
  });
}

/** A client that goes on until it is sent away, and then asks once more on a new connection. */
function client(url: string, who: SignedIn) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const outcomes: Outcome[] = [];
  const work = async () => {
    do outcomes.push(await ask(agent, url, who));
    while (outcomes.at(-1)?.status === 200 && outcomes.at(-1)?.closes === false);
    outcomes.push(await ask(agent, url, who));
    agent.destroy();
  };
  return { outcomes, sentAway: work() };
}

async function job(id: string): Promise<{ state: unknown; attempt: number; lost: number }> {
  const [row] = await sql.query('SELECT state, attempt FROM jobs WHERE id = ?', [id]);
  const lost = await sql.query('SELECT id FROM job_attempts WHERE job_id = ?', [id]);
  return { state: row?.['state'], attempt: Number(row?.['attempt']), lost: lost.length };
}

const productsMade = async () =>
  Number((await sql.query('SELECT COUNT(*) AS made FROM products'))[0]?.['made']);

it('ends with code 0: everybody is answered, and the job is given back', async () => {
  const url = await keelson.url();
  const [ada, bob] = [await signUp(httpTo(url)), await signUp(httpTo(url))];
  // A line of the second transaction, which waits to learn whether its code is still taken.
  const taken = { sku: 'S-300', name: 'Rope', price: 100, currency: 'EUR', stock: 1 };
  const made = await ada.post('/v1/products', taken);
  expect(made.status).toBe(201);
  const other = await openSql(engine, database.url);
  await other.query('BEGIN');
  // By its id: a scan would have MySQL lock all rows, and the first transaction would wait as well.
  await other.query('DELETE FROM products WHERE id = ?', [made.json.id]);
  const file = Array.from({ length: lines }, (_, n) => `S-${n},Rope ${n},,100,EUR,1`);
  const accepted = await httpTo(url)('POST', '/v1/products/import', {
    token: ada.token,
    body: ['sku,name,description,price,currency,stock', ...file].join('\n'),
    headers: { 'content-type': 'text/csv' },
  });
  expect(accepted.status, accepted.text).toBe(202);
  const id = accepted.json.id as string;

  const after = (await bob.get('/v1/event-log?limit=200')).json.page.next as number;
  const polls = [1, 2, 3].map(() => ask(new Agent(), `${url}/v1/event-log?wait=30&after=${after}`, bob));
  const clients = Array.from({ length: 20 }, () => client(`${url}/v1/me`, ada));
  await vi.waitFor(() => expect(clients.every(({ outcomes }) => outcomes.length > 0)).toBe(true), {
    timeout: 10_000,
  });
  await vi.waitFor(async () => expect(await productsMade()).toBeGreaterThan(1), {
    timeout: 20_000,
    interval: 20,
  });

  const ending = await keelson.stop();

  expect(ending.code, keelson.stdout()).toBe(0);
  await Promise.all(clients.map(({ sentAway }) => sentAway));
  for (const outcome of clients.flatMap(({ outcomes }) => outcomes))
    // Who comes when nothing listens any more is refused; nobody who was let in is thrown out.
    expect(outcome).toSatisfy(
      ({ status, error }: Outcome) => status === 200 || status === 503 || error === 'ECONNREFUSED',
    );
  expect((await Promise.all(polls)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await job(id)).toEqual({ state: 'active', attempt: 1, lost: 0 });

  await other.query('COMMIT');
  await other.end();
  keelson = await start();
  await vi.waitFor(async () => expect(await job(id)).toEqual({ state: 'done', attempt: 1, lost: 0 }), {
    timeout: 60_000,
    interval: 250,
  });
  expect(await productsMade()).toBe(lines);
}, 150_000);

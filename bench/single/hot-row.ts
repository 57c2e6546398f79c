import { setTimeout as wait } from 'node:timers/promises';
import type { Comparison, Sample } from '../comparison.js';
import { callerPassword } from '../data/principals.js';
import { onDatabase } from '../data/sql.js';
import { ask, send, type Answer } from '../load/client.js';
import { openLoop } from '../load/open-loop.js';
import type { Bench } from '../requests.js';
import { presentProgram } from '../servers/program.js';
import { WholeServer } from '../servers/whole.js';
import { percentile } from '../statistics.js';

const writersAtOnce = 50;
/** Of each of two organizations that have nothing to do with the row. */
const readsPerSecond = 20;
/** Enough for a median; each round takes twice as long as the lock. */
const mostRounds = 3;

const sides = [
  { role: 'keelson', label: 'readers, row locked' },
  { role: 'unlocked', label: 'readers, row free' },
];

/**
 * One product row that another client holds locked, and 50 writers that want it: what the readers of two other
 * organizations notice, and what becomes of the writers. The pool has 10 connections.
 */
export async function measureHotRow(bench: Bench): Promise<Comparison> {
  const { options, progress, ground, cores, mint, folder } = bench;
  const rounds = Math.min(options.rounds, mostRounds);
  const done = () => progress.roundsOf('hot-row').length;
  if (done() < rounds) {
    const place = await ground.place();
    const inputs = { ...place, publicKey: mint.publicKey, cpu: cores.server };
    const server = await WholeServer.start(presentProgram('keelson-whole'), inputs, folder, {
      ACCESS_TOKEN_SECONDS: '3600',
      RATE_LIMIT_PER_MINUTE: '1000000',
      REQUEST_DEADLINE_MS: String(deadlineMs),
    });
    try {
      const shop = await openShop(server.url);
      while (done() < rounds) {
        console.log(`bench: hot-row: round ${done() + 1} of ${rounds}`);
        const free = await read(server.url, shop, options.hold);
        progress.add('hot-row', [await lockedRound(bench, place.databaseUrl, server.url, shop), free]);
      }
    } finally {
      await server.stop();
    }
  }
  return {
    work: 'hot-row',
    title: `40 reads per second of two organizations while another client locks a row of a third one for ${options.hold} s`,
    engine: ground.engine,
    sides,
    figure: 'p99',
    rounds: progress.roundsOf('hot-row'),
  };
}

const deadlineMs = 10_000;

interface Shop {
  /** Of the organization that owns the row. */
  readonly token: string;
  readonly productId: string;
  /** Of the others. */
  readonly readers: readonly string[];
}

async function openShop(url: string): Promise<Shop> {
  const [token = '', ...readers] = await Promise.all(
    ['hot', 'calm', 'cool'].map((name) => signUp(url, name)),
  );
  const body = { sku: 'HOT', name: 'Rope', price: 1, currency: 'EUR', stock: 1 };
  const [product] = await Promise.all(
    [token, ...readers].map((each) => send(url, { method: 'POST', path: '/v1/products', token: each, body })),
  );
  return { token, productId: (product?.body as { id: string } | undefined)?.id ?? '', readers };
}

async function signUp(url: string, name: string): Promise<string> {
  const email = `${name}@example.com`;
  const account = { email, password: callerPassword, name, organization: name };
  await send(url, { method: 'POST', path: '/v1/auth/sign-up', body: account });
  const body = { grant_type: 'password', username: email, password: callerPassword };
  const { body: tokens } = await send(url, { method: 'POST', path: '/v1/auth/token', body });
  return (tokens as { access_token: string }).access_token;
}

async function read(url: string, { readers }: Shop, seconds: number): Promise<Sample> {
  const requests = readers.map((token) => ({ path: '/v1/products?limit=20', token }));
  const taken = await openLoop(url, requests, { perSecond: readsPerSecond * readers.length, seconds });
  return { p50: percentile(taken, 0.5), p99: percentile(taken, 0.99) };
}

function lockedRound(
  { ground, options }: Bench,
  databaseUrl: string,
  url: string,
  shop: Shop,
): Promise<Sample> {
  return onDatabase(ground.engine, databaseUrl, async (query) => {
    await query('BEGIN');
    await query('SELECT id FROM products WHERE id = ? FOR UPDATE', [shop.productId]);
    let over = false;
    const began = performance.now();
    const writing = write(url, shop, () => over);
    const readers = await read(url, shop, options.hold).finally(() => (over = true));
    const refusals = await writing;
    await query('ROLLBACK');
    const asPromised = refusals.filter(({ answer }) => answer.status === 503 && (answer.retryAfter ?? 0) > 0);
    return {
      ...readers,
      refused: (asPromised.length * 100) / refusals.length,
      firstRefusal: Math.min(...refusals.map(({ atMs }) => atMs)) - began,
      lastRefusal: Math.max(...refusals.map(({ tookMs }) => tookMs)),
    };
  });
}

interface Refusal {
  readonly answer: Answer;
  /** When it came, by performance.now(), and how long it took. */
  readonly atMs: number;
  readonly tookMs: number;
}

/** Writers that come back when they are told to, until `over`. */
async function write(url: string, { token, productId }: Shop, over: () => boolean): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  const writer = async (_: unknown, n: number) => {
    do {
      const began = performance.now();
      const body = { price: n + 1 };
      const answer = await ask(url, { method: 'PATCH', path: `/v1/products/${productId}`, token, body });
      refusals.push({ answer, atMs: performance.now(), tookMs: performance.now() - began });
      for (let left = (answer.retryAfter ?? 0) * 10; left > 0 && !over(); left -= 1) await wait(100);
    } while (!over());
  };
  await Promise.all(Array.from({ length: writersAtOnce }, writer));
  return refusals;
}

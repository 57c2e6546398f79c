import { UnrecoverableError } from 'bullmq';
import { setTimeout as wait } from 'node:timers/promises';
import { WelcomeMailJob } from '@keelson/identity/ports';
import { ReorderStock } from '../../src/features/orders/reorder-stock.subscriber.js';
import { startApplication, type TestApp } from '../support/application.js';
import { type Engine, openSql, type TestServers } from '@keelson/testing/servers';
import { draft, pay, place, sell } from '../support/shop.js';
import { signIn, type Answer, type SignedIn } from '@keelson/testing';
import type { UsedDatabase } from './fixture.js';

/** Longest wait for background work, in milliseconds. */
const patienceMs = 60_000;

/**
 * Uses an empty database as people do, through the API. First with everything at work: shops, orders, a subscriber and a
 * mail that cannot be helped. Then without anything in the background, so that events stay unsent and jobs wait.
 */
export async function useDatabase(engine: Engine, servers: TestServers, url: string): Promise<UsedDatabase> {
  const busy = await startApplication(engine, servers, { databaseUrl: url });
  let past: Awaited<ReturnType<typeof usePast>>;
  try {
    past = await usePast(busy, engine);
  } finally {
    await busy.close();
  }
  const quiet = await startApplication(engine, servers, { databaseUrl: url, environment: { ROLE: 'api' } });
  try {
    return await useLast(quiet, engine, past);
  } finally {
    await quiet.close();
  }
}

async function usePast(app: TestApp, engine: Engine) {
  const owner = await app.signUp();
  const member = await app.join(owner, 'member');
  const operator = await app.operator();
  const rope = await sell(owner, { sku: 'ROPE-12', price: 349, stock: 500 });
  const lamp = await sell(owner, { sku: 'LÄMP-ß', price: 5_490, stock: 8 });
  await place(member, { productId: rope, quantity: 3 });
  const paid = await place(owner, { productId: lamp, quantity: 1 });
  await pay(owner, paid);
  await owner.post(`/v1/orders/${await place(owner, rope)}/cancel`);
  await draft(member, rope);
  await expectStatus(owner.post('/v1/products/export'), 202);
  // A refresh token was used, another session has ended.
  const { refreshToken } = await refreshed(app, owner);
  await expectStatus((await again(app, owner)).post('/v1/auth/sign-out'), 204);

  const subscriber = app.get(ReorderStock);
  subscriber.handle = () => Promise.reject(new UnrecoverableError('The warehouse has burned down.'));
  const parkedOrder = await place(owner, { productId: rope, quantity: 2 });
  const mail = app.get(WelcomeMailJob);
  mail.run = () => Promise.reject(new UnrecoverableError('There is no such mailbox.'));
  await app.signUp();
  await settled(app, engine);
  return { owner: { ...owner, refreshToken }, operator, rope, lamp, parkedOrder };
}

async function useLast(
  app: TestApp,
  engine: Engine,
  { owner, operator, rope, lamp, parkedOrder }: Awaited<ReturnType<typeof usePast>>,
): Promise<UsedDatabase> {
  const seller = await again(app, owner);
  const path = '/v1/orders';
  const key = 'fixture-0001';
  const body = { buyerEmail: 'grace@example.com', lines: [{ productId: rope, quantity: 1 }] };
  const drafted = await expectStatus(seller.post(path, body, { 'idempotency-key': key }), 201);
  const unsentOrders = [
    await place(seller, { productId: rope, quantity: 1 }),
    // Three are left then, which is few.
    await place(seller, { productId: lamp, quantity: 4 }),
  ];
  await expectStatus(seller.post('/v1/products/export?format=ndjson'), 202);
  const csv = 'sku,name,description,price,currency,stock\nBUOY-1,Buoy,,4200,EUR,12\nBUOY-2,Buoy,,x,EUR,1\n';
  await expectStatus(seller.post('/v1/products/import', csv, { 'content-type': 'text/csv' }), 202);
  await app.signUp();
  const all = await jobsOf(engine, app.databaseUrl);
  const idsIn = (wanted: string) => all.filter(({ state }) => state === wanted).map(({ id }) => id);
  const { refreshToken } = await refreshed(app, owner);
  return {
    password: owner.password,
    owner: { email: owner.email, organizationId: owner.organizationId, refreshToken },
    operatorEmail: operator.email,
    repeated: { key, path, body, id: drafted.json.id as string },
    unsentOrders,
    waitingJobs: idsIn('waiting').sort(),
    deadJobs: idsIn('dead').sort(),
    parkedOrder,
    lowProduct: lamp,
  };
}

const again = (app: TestApp, { email, password }: SignedIn): Promise<SignedIn> =>
  signIn(app.http, email, password);

/** The tokens after the ones that a person holds. */
async function refreshed(app: TestApp, { refreshToken }: Pick<SignedIn, 'refreshToken'>) {
  const body = { grant_type: 'refresh_token', refresh_token: refreshToken };
  const { json } = await expectStatus(app.http('POST', '/v1/auth/token', { body }), 200);
  return { token: json.access_token as string, refreshToken: json.refresh_token as string };
}

/** Waits until all is done that can be, and given up what cannot. */
async function settled(app: TestApp, engine: Engine): Promise<void> {
  for (const deadline = performance.now() + patienceMs; ; await wait(50)) {
    const all = await jobsOf(engine, app.databaseUrl);
    const open = all.filter(({ state }) => ['waiting', 'held', 'active'].includes(state));
    const dead = all.filter(({ state }) => state === 'dead').map(({ queue }) => queue);
    if (open.length === 0 && dead.includes('orders.reorder-stock') && dead.length > 1) return;
    if (performance.now() > deadline)
      throw new Error(`The work in the background is not over: ${JSON.stringify({ open, dead })}`);
  }
}

interface JobState {
  readonly id: string;
  readonly queue: string;
  readonly state: string;
}

/** Every job of the installation. */
export async function jobsOf(engine: Engine, url: string): Promise<readonly JobState[]> {
  const sql = await openSql(engine, url);
  try {
    const rows = await sql.query('SELECT id, queue, state FROM jobs ORDER BY id');
    return rows as unknown as readonly JobState[];
  } finally {
    await sql.end();
  }
}

async function expectStatus(asked: Promise<Answer>, status: number): Promise<Answer> {
  const answer = await asked;
  if (answer.status !== status)
    throw new Error(`answered ${answer.status} instead of ${status}: ${answer.text}`);
  return answer;
}

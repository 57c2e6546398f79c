import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { startApp, signIn, type SignedIn, type TestApp } from '../support/app.js';
import { createDatabase, openSql, type TestDatabase } from '@keelson/testing/servers';
import { fixtureVersions, loadFixture, type UsedDatabase } from './fixture.js';
import { schemaOfMysql } from './mysql-dump.js';
import { schemaOfPostgres } from './postgres-dump.js';
import { jobsOf } from './used-database.js';

/** A database that an earlier version was stopped on in the middle of its work, under the present one. */

const engine = inject('engine');
const schemaOf = engine === 'mysql' ? schemaOfMysql : schemaOfPostgres;
let freshSchema: readonly string[];

beforeAll(async () => {
  const fresh = await startApp({ environment: { ROLE: 'api' } });
  freshSchema = await schemaOf(fresh.databaseUrl);
  await fresh.close();
});

const broughtAlong = {
  unsent: 'outbox_events WHERE relayed_at IS NULL',
  parked: "jobs WHERE state = 'dead' AND kind = 'delivery'",
  dead: "jobs WHERE state = 'dead' AND kind = 'job'",
  waiting: "jobs WHERE state = 'waiting'",
  keys: 'idempotency_keys',
  sessions: 'sessions WHERE ended_at IS NULL',
  uploads: 'job_chunks',
  audited: 'audit_entries',
};

describe.each(fixtureVersions)('A used database of version %s', (version) => {
  /** How much there was before the start. */
  const before: Record<string, number> = {};
  let database: TestDatabase;
  let used: UsedDatabase;
  let app: TestApp;
  let owner: SignedIn;

  const query = async (sql: string) => {
    const session = await openSql(engine, database.url);
    try {
      return await session.query(sql);
    } finally {
      await session.end();
    }
  };

  beforeAll(async () => {
    database = await createDatabase(engine, inject('servers'));
    used = await loadFixture(engine, version, database.url);
    for (const [what, from] of Object.entries(broughtAlong))
      before[what] = Number((await query(`SELECT COUNT(*) AS n FROM ${from}`))[0]?.['n']);
    app = await startApp({ databaseUrl: database.url });
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  const until = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 20_000, interval: 50 });

  it('was stopped with all that an upgrade must bring along', () => {
    expect(before).toMatchObject({ parked: 1, waiting: used.waitingJobs.length });
    expect(before['unsent']).toBeGreaterThan(3);
    expect(before['waiting']).toBeGreaterThan(2);
    for (const what of ['dead', 'keys', 'sessions', 'uploads']) expect(before[what], what).toBeGreaterThan(0);
  });

  it('has the schema of a new one after the start', async () => {
    expect(await schemaOf(database.url)).toEqual(freshSchema);
  });

  it('lets its users in by the refresh token and the password that they had', async () => {
    const body = { grant_type: 'refresh_token', refresh_token: used.owner.refreshToken };
    const answer = await app.http('POST', '/v1/auth/token', { body });
    expect(answer).toMatchObject({
      status: 200,
      json: { scope: `organization:${used.owner.organizationId}` },
    });
    owner = await signIn(app.http, used.owner.email, used.password);
    const operator = { grant_type: 'password', username: used.operatorEmail, password: used.password };
    expect(
      await app.http('POST', '/v1/auth/token', { body: { ...operator, scope: 'installation' } }),
    ).toMatchObject({ status: 200 });
  });

  it('knows the members by the names and addresses of their users, also by a search', async () => {
    const { json } = await owner.get('/v1/members?q=ad&sort=createdAt');
    expect(json.data).toMatchObject([
      { kind: 'person', userId: owner.userId, name: 'Ada', email: used.owner.email, role: 'owner' },
      { kind: 'person', name: 'Ada', email: expect.stringContaining('@'), role: 'member', status: 'active' },
    ]);
  });

  it('answers a repeated request as it did before', async () => {
    const { key, path, body, id } = used.repeated;
    const answer = await owner.post(path, body, { 'idempotency-key': key });
    expect(answer).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' }, json: { id } });
    expect(await owner.post(path, { ...body, reference: 'other' }, { 'idempotency-key': key })).toMatchObject(
      {
        status: 422,
      },
    );
  });

  it('sends the events that were not sent', async () => {
    await until(async () =>
      expect(await query('SELECT id FROM outbox_events WHERE position IS NULL')).toEqual([]),
    );
    const log = await owner.get('/v1/event-log?limit=200');
    const placed = (log.json.data as { type: string; aggregate: { id: string } }[])
      .filter(({ type }) => type === 'order.placed')
      .map(({ aggregate }) => aggregate.id);
    expect(placed).toEqual(expect.arrayContaining([...used.unsentOrders]));
    // Their subscriber has met them.
    await until(async () => {
      const { json } = await owner.get('/v1/reorders');
      expect((json.data as { productId: string }[]).map(({ productId }) => productId)).toContain(
        used.lowProduct,
      );
    });
  });

  it('seals the audit entries that were written before', async () => {
    expect(before['audited']).toBeGreaterThan(0);
    await until(async () =>
      expect(await query('SELECT id FROM audit_entries WHERE seal IS NULL')).toEqual([]),
    );
    expect(await query('SELECT number FROM audit_seals WHERE number = 1')).toHaveLength(1);
  });

  it('does the jobs that were waiting', async () => {
    await until(async () => {
      const states = await jobsOf(engine, database.url);
      const waited = states.filter(({ id }) => used.waitingJobs.includes(id));
      expect(waited.map(({ state }) => state)).toEqual(used.waitingJobs.map(() => 'done'));
    });
    const { json } = await owner.get('/v1/products?filter[sku][prefix]=BUOY-');
    expect((json.data as { sku: string }[]).map(({ sku }) => sku)).toEqual(['BUOY-1']);
  });

  it('keeps what was given up for people to look at, and to try again', async () => {
    const states = await jobsOf(engine, database.url);
    expect(
      states
        .filter(({ state }) => state === 'dead')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(used.deadJobs);
    const parked = await owner.get('/v1/jobs?filter[state]=dead&filter[queue]=orders.reorder-stock');
    const [delivery] = parked.json.data as { id: string }[];
    expect((await owner.post(`/v1/jobs/${delivery?.id}/retry`)).status).toBe(200);
    await until(async () =>
      expect((await owner.get(`/v1/jobs/${delivery?.id}`)).json).toMatchObject({ state: 'done' }),
    );
  });
});

import { acrossOrganizations, withContext } from '@keelson/kernel';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { startApp, type TestApp } from '../../../../test/support/app.js';
import { openSql } from '@keelson/testing/servers';
import { SqlLeases } from '../coordination/sql-leases.js';
import { Database, type Bindable } from '../persistence/database.js';
import { ExpiredRows } from '../persistence/expired-rows.js';
import { RetentionRules } from '../persistence/retention-rules.js';
import { Retention } from './retention.js';

const hourMs = 3_600_000;
const organization = randomUUID();
const user = randomUUID();

/** A row of each table, as old as `at` says. */
const rowOf: Readonly<Record<string, (at: Date) => Readonly<Record<string, Bindable>>>> = {
  idempotency_keys: (at) => ({
    key_hash: randomUUID(),
    fingerprint: 'f',
    claim_id: randomUUID(),
    lease_until: at,
    created_at: at,
  }),
  rate_windows: (at) => ({
    key_hash: randomUUID(),
    window_minute: Math.floor(at.getTime() / 60_000),
    used: 1,
  }),
  scope_crossings: (at) => ({
    day: at.toISOString().slice(0, 10),
    operation: randomUUID(),
    reason: 'test',
    uses: 1,
    last_at: at,
    last_request_id: 'test',
  }),
  job_workers: (at) => ({ id: randomUUID(), beat_at: at, attempts: '[]' }),
  sessions: (at) => ({
    ...row(at),
    user_id: user,
    bound_to: organization,
    family_digest: randomUUID(),
    secret_digest: 's',
    replaced: '[]',
    expires_at: at,
  }),
  access_changes: (at) => ({
    ...row(at),
    subject: 'session',
    subject_id: user,
    recorded_at: at.getTime(),
  }),
  jobs: (at) => ({
    ...row(at),
    organization_id: organization,
    queue: 'trial.note',
    kind: 'job',
    state: 'done',
    payload: '{}',
    priority: 1,
    attempt: 1,
    max_attempts: 1,
    cancel_requested: inject('engine') === 'mysql' ? 0 : false,
    request_id: 'test',
    finished_at: at,
  }),
};
/** How long each table keeps its rows, in milliseconds. */
const keptMs: Readonly<Record<string, number>> = {
  idempotency_keys: 24 * hourMs,
  rate_windows: 2 * 60_000,
  scope_crossings: 400 * 24 * hourMs,
  job_workers: hourMs,
  sessions: 0,
  access_changes: 2 * hourMs,
  jobs: 7 * 24 * hourMs,
};
const tables = Object.keys(rowOf);

function row(at: Date) {
  return { id: randomUUID(), version: 1, created_at: at, updated_at: at };
}

let app: TestApp;
let database: Database;
const everywhere = <T>(work: () => Promise<T>): Promise<T> =>
  withContext({}, () => acrossOrganizations('tests the retention', work));
const count = (table: string) =>
  everywhere(async () => {
    const [found] = await database.read<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`);
    return Number(found?.n);
  });

/** Adds rows to a table that are so much older than it keeps them. */
async function fill(table: string, rows: number, olderMs: number): Promise<void> {
  const now = Date.now();
  const added = Array.from({ length: rows }, (_, at) =>
    rowOf[table]?.(new Date(now - (keptMs[table] ?? 0) - olderMs - at)),
  );
  const columns = Object.keys(added[0] ?? {});
  const values = added.map(() => `(${columns.map(() => '?').join(', ')})`).join(', ');
  await everywhere(() =>
    database.write(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${values}`,
      added.flatMap((one) => Object.values(one ?? {})),
    ),
  );
}

beforeAll(async () => {
  app = await startApp({ environment: { DATABASE_STATEMENT_TIMEOUT_MS: '1000' } });
  database = app.get(Database);
});
afterAll(() => app.close());

describe('the retention', () => {
  it('deletes what is over, more than a batch of it, and nothing that still counts', async () => {
    for (const table of tables) {
      await fill(table, 600, 48 * hourMs);
      // A minute before its time, which for days and minutes is the same one.
      await fill(table, 3, table === 'scope_crossings' ? -48 * hourMs : -120_000);
    }
    const metrics = (await app.http('GET', '/metrics')).text;
    for (const table of tables)
      expect(metrics).toContain(`keelson_retention_backlog_rows{table="${table}"} 600`);
    expect(metrics).toContain('keelson_retention_backlog_rows{table="job_files"} 0');
    expect(metrics).toContain('keelson_retention_backlog_rows{table="outbox_events"} 0');
    const before = await Promise.all(tables.map(count));
    await app.get(Retention).sweep();
    expect(await Promise.all(tables.map(count))).toEqual(before.map((rows) => rows - 600));
  });

  it(
    'keeps what it has deleted when a later batch is stopped by the database, and goes on the next time',
    { timeout: 100_000 },
    async () => {
      const other = await openSql(inject('engine'), app.databaseUrl);
      try {
        const [keys, sessions] = [await count('idempotency_keys'), await count('sessions')];
        await fill('idempotency_keys', 600, 48 * hourMs);
        await fill('sessions', 600, 48 * hourMs);
        const [newest] = await other.query(
          'SELECT key_hash FROM idempotency_keys WHERE created_at < ? ORDER BY created_at DESC LIMIT 1',
          [new Date(Date.now() - 48 * hourMs)],
        );
        await other.query('BEGIN');
        await other.query('SELECT key_hash FROM idempotency_keys WHERE key_hash = ? FOR UPDATE', [
          newest?.['key_hash'],
        ]);
        // On a slow machine more batches than the locked one are stopped: then it takes more rounds.
        await vi.waitFor(async () => {
          await app.get(Retention).sweep();
          expect(await count('idempotency_keys')).toBeLessThanOrEqual(keys + 100);
          expect(await count('sessions')).toBe(sessions);
        }, 40_000);
        expect(await count('idempotency_keys')).toBeGreaterThan(keys);
        await other.query('ROLLBACK');
        await vi.waitFor(async () => {
          await app.get(Retention).sweep();
          expect(await count('idempotency_keys')).toBe(keys);
        }, 40_000);
      } finally {
        await other.end();
      }
    },
  );

  it('leaves a row that came back to life after it was found', async () => {
    await fill('rate_windows', 2, 48 * hourMs);
    const rows = await database.read<{ key_hash: string }>(
      'SELECT key_hash FROM rate_windows ORDER BY window_minute LIMIT 2',
    );
    const [alive, over] = rows.map(({ key_hash }) => key_hash) as [string, string];
    const racing = Object.assign(Object.create(database) as Database, {
      read: async (sql: string, values: readonly Bindable[]) => {
        const found = await database.read(sql, values);
        await database.write('UPDATE rate_windows SET window_minute = ? WHERE key_hash = ?', [
          Math.floor(Date.now() / 60_000),
          alive,
        ]);
        return found;
      },
    });
    const rule = app.get(RetentionRules).all.find(({ table }) => table === 'rate_windows') as ExpiredRows;
    await new ExpiredRows(racing, rule.expiry).deleteBatch(new Date());
    const left = await database.read<{ key_hash: string }>(
      'SELECT key_hash FROM rate_windows WHERE key_hash IN (?, ?)',
      [alive, over],
    );
    expect(left).toEqual([{ key_hash: alive }]);
  });

  it('is done by one process at a time', async () => {
    await fill('job_workers', 1, 48 * hourMs);
    const before = await count('job_workers');
    const theirs = await new SqlLeases(database).claim('retention', 60);
    await app.get(Retention).sweep();
    expect(await count('job_workers')).toBe(before);
    await theirs?.release();
    await app.get(Retention).sweep();
    expect(await count('job_workers')).toBe(before - 1);
  });

  it('finds the rows of each table by an index', async () => {
    const sql = await openSql(inject('engine'), app.databaseUrl);
    const first =
      inject('engine') === 'mysql'
        ? 'SELECT table_name AS at, column_name AS name FROM information_schema.statistics WHERE table_schema = DATABASE() AND seq_in_index = 1'
        : 'SELECT c.relname AS at, a.attname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]';
    try {
      const indexed = (await sql.query(first)).map(
        (found) => `${String(found['at'])}.${String(found['name'])}`,
      );
      const rules = app.get(RetentionRules).all.filter((rule) => rule instanceof ExpiredRows);
      expect(rules.length).toBeGreaterThan(5);
      for (const { expiry } of rules) expect(indexed).toContain(`${expiry.table}.${expiry.column}`);
    } finally {
      await sql.end();
    }
  });
});

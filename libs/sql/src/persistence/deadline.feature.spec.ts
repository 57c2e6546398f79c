import { acrossOrganizations, Deadline, maybeContext, withContext } from '@keelson/kernel';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { startApp, type TestApp } from '../../../../test/support/app.js';
import { openSql, type SqlSession } from '@keelson/testing/servers';
import { SqlDatabase } from './sql-database.js';

const engine = inject('engine');
let app: TestApp;
let database: SqlDatabase;
/** Another client of the database. */
let other: SqlSession;
/** One that looks on: inside a transaction, PostgreSQL shows the same activity again and again. */
let onlooker: SqlSession;

beforeAll(async () => {
  app = await startApp();
  database = app.get(SqlDatabase);
  other = await openSql(engine, app.databaseUrl);
  onlooker = await openSql(engine, app.databaseUrl);
  for (const name of ['row', 'second'])
    await database.write('INSERT INTO schema_migration_marks (name) VALUES (?)', [name]);
});
afterAll(async () => {
  await other.end();
  await onlooker.end();
  await app.close();
});

/** For the connection of the transaction under way, which the gateway would not let through. */
const set = (what: string) =>
  acrossOrganizations('a test sets what a session has', () => database.unit().runner.query(`SET ${what}`));
const sleep = () =>
  database.read(engine === 'mysql' ? 'SELECT SLEEP(60) AS slept' : 'SELECT pg_sleep(60) AS slept');
const sleeping = () => running('60) AS slept');

const write = (name: string) =>
  database.write('INSERT INTO schema_migration_marks (name) VALUES (?)', [name]);
const names = async () =>
  (await database.read<{ name: string }>('SELECT name FROM schema_migration_marks ORDER BY name')).map(
    ({ name }) => name,
  );
const lock = () =>
  database.read('SELECT name FROM schema_migration_marks WHERE name = ? FOR UPDATE', ['row']);
const withDeadline = <T>(ms: number, work: () => Promise<T>) =>
  withContext({ deadline: new Deadline(ms) }, work);

/** While another client has the row locked. */
async function whileLocked(work: () => Promise<void>): Promise<void> {
  await other.query('BEGIN');
  await other.query("SELECT name FROM schema_migration_marks WHERE name = 'row' FOR UPDATE");
  try {
    await work();
  } finally {
    await other.query('ROLLBACK');
  }
}

/** What the server runs for the product, by its text. */
async function running(part: string): Promise<number> {
  const rows = await onlooker.query(
    engine === 'mysql'
      ? 'SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND INFO LIKE ? AND ID <> CONNECTION_ID()'
      : "SELECT pid AS id FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE ? AND pid <> pg_backend_pid()",
    [`%${part}%`],
  );
  return rows.length;
}

describe('A request past its deadline', () => {
  it.each(['by itself', 'in a transaction'])(
    'gives up a statement that goes on, %s, also at the server',
    async (where) => {
      const work = () => (where === 'by itself' ? sleep() : database.transaction(sleep));
      const asked = withDeadline(1_500, work);
      asked.catch(() => undefined);
      await vi.waitFor(async () => expect(await sleeping()).toBe(1), {
        timeout: 1_500,
        interval: 10,
      });
      await expect(asked).rejects.toMatchObject({ code: 'deadline_exceeded', kind: 'unavailable' });
      await vi.waitFor(async () => expect(await sleeping()).toBe(0), { timeout: 5_000 });
      expect(await names()).toEqual(['row', 'second']);
    },
  );

  it('leaves no place in the queue for a lock behind', async () => {
    await whileLocked(async () => {
      await expect(withDeadline(300, () => database.transaction(lock))).rejects.toMatchObject({
        code: 'deadline_exceeded',
      });
      await vi.waitFor(async () => expect(await running('marks WHERE name = %FOR UPDATE')).toBe(0), {
        timeout: 4_000,
      });
    });
    await database.transaction(lock);
  });

  it('does not commit what it was late for, nor begin anything else', async () => {
    const late = withDeadline(50, () =>
      database.transaction(async () => {
        await write('late');
        // The connection is taken away while nothing is asked of it.
        await vi.waitFor(() => expect(maybeContext()?.deadline?.isOver).toBe(true));
      }),
    );
    await expect(late).rejects.toMatchObject({ code: 'deadline_exceeded' });
    await expect(withDeadline(-1, () => write('later'))).rejects.toMatchObject({ code: 'deadline_exceeded' });
    await expect(withDeadline(-1, () => database.transaction(() => write('later')))).rejects.toMatchObject({
      code: 'deadline_exceeded',
    });
    expect(await names()).toEqual(['row', 'second']);
  });

  it('has what it committed in time, with its effects', async () => {
    let effect = false;
    await withDeadline(500, () =>
      database.transaction(async () => {
        await write('in time');
        database.unit().afterCommit(async () => {
          expect(maybeContext()?.deadline).toBeUndefined();
          effect = (await names()).includes('in time');
        });
      }),
    );
    expect(effect).toBe(true);
    await database.write('DELETE FROM schema_migration_marks WHERE name = ?', ['in time']);
  });
});

describe('A lock that is not to be had in time', () => {
  const impatient = () =>
    set(engine === 'mysql' ? 'SESSION innodb_lock_wait_timeout = 1' : "LOCAL lock_timeout = '200ms'");

  it('ends the whole transaction, once, also when its error is caught', async () => {
    await whileLocked(async () => {
      let runs = 0;
      const caught = database.transaction(async () => {
        runs += 1;
        await write('before');
        await impatient();
        await lock().catch(() => undefined);
      });
      await expect(caught).rejects.toMatchObject({ code: 'database_locked', kind: 'unavailable' });
      expect(runs).toBe(1);
    });
    expect(await names()).toEqual(['row', 'second']);
  });
});

// Last: nothing works afterwards.
describe('The end of the process', () => {
  it('does not wait for a statement that goes on, and ends it at the server', async () => {
    const asked = database.transaction(async () => {
      // Else it would end by itself.
      await set(engine === 'mysql' ? 'SESSION max_statement_time = 0' : "LOCAL statement_timeout = '0'");
      await sleep();
    });
    const ended = asked.then(
      () => 'committed',
      () => 'failed',
    );
    await vi.waitFor(async () => expect(await sleeping()).toBe(1), { timeout: 5_000, interval: 10 });
    await database.dataSource.destroy();
    expect(await ended).toBe('failed');
    await vi.waitFor(async () => expect(await sleeping()).toBe(0), { timeout: 5_000 });
  });
});

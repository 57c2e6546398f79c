import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { httpTo } from '@keelson/testing';
import {
  buildKeelson,
  dataFolder,
  launchKeelson,
  startKeelson,
  type KeelsonOptions,
  type KeelsonProcess,
} from '../../support/keelson-process.js';
import {
  claimRedisDatabase,
  createDatabase,
  openSql,
  type SqlSession,
  type TestDatabase,
} from '@keelson/testing/servers';

// A start that ends in the middle of a migration. MySQL keeps what the migration had made, PostgreSQL takes it back.
const engine = inject('engine');
const servers = inject('servers');
const data = dataFolder();
const firstTable = 'search_words';
let queue: TestDatabase | null = null;
let database: TestDatabase;
let sql: SqlSession;
let options: KeelsonOptions;
let barrier: Barrier;
let held: KeelsonProcess;

beforeAll(async () => {
  [queue] = await Promise.all([engine === 'mysql' ? claimRedisDatabase(servers) : null, buildKeelson()]);
}, 120_000);

beforeEach(async () => {
  database = await createDatabase(engine, servers);
  sql = await openSql(engine, database.url);
  options = {
    environment: {
      NODE_ENV: 'production',
      DATABASE_URL: database.url,
      REDIS_URL: queue?.url ?? '',
      PORT: '0',
      KEELSON_DATA: data.path,
    },
  };
  barrier = await Barrier.before(database.url);
  held = launchKeelson(options);
  await barrier.isReached(sql);
  return async () => {
    await held.stop('SIGKILL');
    await barrier.lift();
    await sql.end();
    await database.drop();
  };
});

afterAll(async () => {
  await queue?.drop();
  data.remove();
});

describe('a start that is killed in the middle of a migration', () => {
  beforeEach(async () => {
    await held.stop('SIGKILL');
    await barrier.cutOff(sql);
  });

  it.runIf(engine === 'mysql')('is told of by the next one, which says how to go on', async () => {
    const refused = launchKeelson(options);
    expect((await refused.ended).code).toBe(1);
    const told = refused.stderr();
    expect(told).toMatch(/^Keelson did not start\. [^\n]+\n$/);
    const [, name, statement = ''] =
      /Migration (\w+) was interrupted .+ run `(DELETE .+')`, then start again/.exec(told) ?? [];
    expect(name).toMatch(/^CreateSearchWords\d+$/);
    // As the line says: what the migration has made, and then its mark.
    await sql.query(`DROP TABLE ${firstTable}`);
    await sql.query(statement);
    await startsWell();
  });

  it.runIf(engine === 'postgres')('is taken back, and the next one begins it anew', async () => {
    expect(await sql.query(`SELECT to_regclass('${firstTable}') AS made`)).toEqual([{ made: null }]);
    await startsWell();
  });
});

async function startsWell(): Promise<void> {
  const keelson = await startKeelson(options);
  expect(keelson.stdout()).toMatch(/Applied \d+ migrations/);
  expect((await httpTo(await keelson.url())('GET', '/health/ready')).status).toBe(200);
  expect((await keelson.stop()).code).toBe(0);
}

describe('a start that gets a signal in the middle of a migration', () => {
  it('lets it finish, says that it did not start, and leaves a schema to go on with', async () => {
    const ending = held.stop('SIGTERM');
    await barrier.lift();
    expect(await ending).toMatchObject({ code: 128 + 15 });
    expect(held.stderr()).toBe('Keelson did not start: it received SIGTERM during startup.\n');
    expect(await sql.query('SELECT name FROM schema_migration_marks')).toEqual([]);

    // As if it had been killed between the record of the migration and the end of its mark.
    const [last] = await sql.query('SELECT name FROM schema_migrations ORDER BY id DESC LIMIT 1');
    await sql.query(`INSERT INTO schema_migration_marks (name) VALUES ('${String(last?.['name'])}')`);
    const keelson = await startKeelson(options);
    expect(keelson.stderr()).toBe('');
    expect((await keelson.stop()).code).toBe(0);
  });
});

/** Holds the first migration up when it has made its table and is about to be recorded. */
class Barrier {
  private lifted: Promise<void> | null = null;

  private constructor(private readonly session: SqlSession) {}

  static async before(url: string): Promise<Barrier> {
    const session = await openSql(engine, url);
    await session.query(
      engine === 'mysql'
        ? 'CREATE TABLE schema_migrations (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, timestamp bigint NOT NULL, name varchar(255) NOT NULL)'
        : 'CREATE TABLE schema_migrations (id SERIAL PRIMARY KEY, timestamp bigint NOT NULL, name character varying NOT NULL)',
    );
    if (engine === 'mysql') await session.query('LOCK TABLES schema_migrations READ');
    else {
      await session.query('BEGIN');
      await session.query('LOCK TABLE schema_migrations IN SHARE MODE');
    }
    return new Barrier(session);
  }

  async isReached(sql: SqlSession): Promise<void> {
    await this.until(sql, 1);
  }

  lift(): Promise<void> {
    return (this.lifted ??= this.session.end());
  }

  /** The server notices that the client is gone before the way is free. */
  async cutOff(sql: SqlSession): Promise<void> {
    for (const { id } of await this.waiting(sql))
      await sql.query(
        engine === 'mysql' ? `KILL ${Number(id)}` : `SELECT pg_terminate_backend(${Number(id)})`,
      );
    await this.until(sql, 0);
    await this.lift();
  }

  private until(sql: SqlSession, count: number): Promise<void> {
    return vi.waitFor(
      async () => {
        const { length } = await this.waiting(sql);
        if (length !== count) throw new Error(`${length} sessions wait at the barrier`);
      },
      { timeout: 20_000, interval: 20 },
    );
  }

  private waiting(sql: SqlSession): Promise<readonly Record<string, unknown>[]> {
    return sql.query(
      engine === 'mysql'
        ? "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'INSERT INTO %`schema_migrations`%'"
        : "SELECT pid AS id FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
  }
}

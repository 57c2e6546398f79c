import { createApplication, loadSettings } from '@keelson/platform';
import { Injectable, Module, type LoggerService, type Type } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { AppModule } from '../../src/app.module.js';
import { createDatabase, openSql, type SqlSession, type TestDatabase } from '@keelson/testing/servers';

const engine = inject('engine');
let database: TestDatabase;
let sql: SqlSession;
beforeAll(async () => {
  database = await createDatabase(engine, inject('servers'));
  sql = await openSql(engine, database.url);
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

const silent: LoggerService = { log: () => undefined, warn: () => undefined, error: () => undefined };

async function start(beside: Type) {
  @Module({ imports: [AppModule, beside] })
  class Root {}
  const settings = await loadSettings(Root, {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    // Nothing is ever sent there.
    ...(engine === 'mysql' && { REDIS_URL: 'redis://127.0.0.1:1/0' }),
    ROLE: 'api',
  });
  return createApplication(Root, { settings, logger: silent });
}

it('an application whose providers cannot be resolved leaves the database as it was', async () => {
  @Injectable()
  class Winch {}
  @Injectable()
  class Crane {
    constructor(readonly winch: Winch) {}
  }
  @Module({ providers: [Crane] })
  class HarborModule {}
  await expect(start(HarborModule)).rejects.toThrow(/can't resolve dependencies of the Crane \(\?\).*Winch/s);
  // Nest makes providers side by side: migrations that had begun would go on after the refusal.
  for (const until = performance.now() + 2_000; performance.now() < until; await pause(50))
    expect(
      await sql.query(
        `SELECT table_name FROM information_schema.tables WHERE table_schema = ${engine === 'mysql' ? 'DATABASE()' : 'current_schema()'}`,
      ),
    ).toEqual([]);
});

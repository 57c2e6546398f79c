import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import { claimRedisDatabase, createDatabase, type TestDatabase } from '../support/servers/index.js';
let db: TestDatabase;
beforeAll(async () => { db = await createDatabase(inject('engine'), inject('servers')); });
afterAll(() => db.drop());
it('has an empty database', async () => {
  if (inject('engine') === 'mysql') {
    const c = await createConnection(db.url);
    const [rows] = await c.query('show tables'); expect(rows).toEqual([]);
    await c.query("create table x (a varchar(10) collate utf8mb4_nopad_bin)");
    await c.end();
    const r = await claimRedisDatabase(inject('servers')); expect(r.url).toMatch(/\/\d+$/); await r.drop();
  } else {
    const c = new Client({ connectionString: db.url }); await c.connect();
    expect((await c.query('show fsync')).rows).toEqual([{ fsync: 'off' }]); await c.end();
  }
});

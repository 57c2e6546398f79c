import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { buildKeelson, launchKeelson } from '../../support/keelson-process.js';
import {
  createDatabase,
  freePort,
  openSql,
  type RunningServer,
  type TestDatabase,
} from '@keelson/testing/servers';
import { startOutdatedServer } from '../../support/servers/outdated-server.js';

// What a start refuses, and how it says so: one clear message on the standard error output, and an exit code.
const engine = inject('engine');
const servers = inject('servers');
const secret = 'never-to-be-shown';
const missing = engine === 'mysql' ? `mysql://root:${secret}@` : `postgres://keelson:${secret}@`;
let database: TestDatabase;
let outdated: RunningServer;
let occupant: Server;

beforeAll(async () => {
  [database, outdated] = await Promise.all([
    createDatabase(engine, servers),
    startOutdatedServer(engine),
    buildKeelson(),
  ]);
  occupant = createServer().listen(0, '127.0.0.1');
  await once(occupant, 'listening');
}, 120_000);

afterAll(async () => {
  occupant?.close();
  await outdated?.stop();
  await database?.drop();
});

/** Starts in production, and answers what it said when it had ended. */
async function refusal(environment: Readonly<Record<string, string>>): Promise<string> {
  const keelson = launchKeelson({
    environment: { NODE_ENV: 'production', PORT: '0', REDIS_URL: servers.redis ?? '', ...environment },
  });
  const { code } = await keelson.ended;
  expect(keelson.stderr()).not.toContain(secret);
  expect({ code, stdout: keelson.stdout() }).toEqual({ code: 1, stdout: '' });
  return keelson.stderr();
}

// What is refused before the database is asked is refused alike on both.
it.runIf(engine === 'postgres').concurrent(
  'names every setting that is missing or wrong, in one message',
  async () => {
    const told = await refusal({
      PORT: '99999',
      LOG_LEVEL: 'loud',
      KEELSON_OWNER_EMAIL: 'owner@example.com',
      KEELSON_DATE: 'x',
      DATABASE_POOL_SIZE: '1',
    });
    expect(told).toMatch(/^Keelson cannot start: 6 settings are missing or wrong\.\n/);
    for (const name of [
      'PORT',
      'LOG_LEVEL',
      'KEELSON_OWNER_PASSWORD',
      'KEELSON_DATE',
      'DATABASE_POOL_SIZE',
      'DATABASE_URL',
    ])
      expect(told).toMatch(new RegExp(`^ {2}${name}: .+$`, 'm'));
    expect(told).toContain('disables the embedded PostgreSQL');
    expect(told).not.toContain('    at ');
  },
);

it.runIf(engine === 'mysql').concurrent('wants Redis beside MySQL', async () => {
  const told = await refusal({ DATABASE_URL: database.url, REDIS_URL: '', PORT: 'http' });
  expect(told).toMatch(/^ {2}REDIS_URL: is missing/m);
  expect(told).toMatch(/^ {2}PORT: /m);
});

it.concurrent('says that nothing listens where the database should be', async () => {
  const place = `127.0.0.1:${await freePort()}/keelson`;
  expect(await refusal({ DATABASE_URL: `${missing}${place}` })).toBe(
    `Keelson did not start. The database at ${place} cannot be used: nothing listens there (ECONNREFUSED). Check DATABASE_URL and that the server is running.\n`,
  );
});

it.concurrent('says that the password is wrong, and that there is no such database', async () => {
  const [stranger, nowhere] = [new URL(database.url), new URL(database.url)];
  stranger.password = secret;
  nowhere.pathname = '/nowhere';
  const [refused, unknown] = await Promise.all([
    refusal({ DATABASE_URL: stranger.href }),
    refusal({ DATABASE_URL: nowhere.href }),
  ]);
  expect(refused).toMatch(/^Keelson did not start\. [^\n]+: the user or password was rejected\.[^\n]+\n$/);
  expect(unknown).toMatch(/^Keelson did not start\. [^\n]+: the database does not exist[^\n]+\n$/);
});

it.concurrent('says that the database is too old', async () => {
  const told = await refusal({ DATABASE_URL: outdated.url });
  const found = engine === 'mysql' ? 'mariadb 10.3' : 'postgres 13.14';
  expect(told).toContain(` is ${found}, which is too old: Keelson requires `);
  expect(told).toMatch(/^Keelson did not start\. [^\n]+\n$/);
});

it.runIf(engine === 'postgres').concurrent(
  'says that the port is taken, before it touches the database',
  async () => {
    const { port } = occupant.address() as AddressInfo;
    expect(await refusal({ DATABASE_URL: database.url, PORT: String(port) })).toBe(
      `Keelson did not start. Port ${port} on 127.0.0.1 is in use; stop the process that listens on it, or set PORT to another port.\n`,
    );
    const sql = await openSql(engine, database.url);
    const schema = engine === 'mysql' ? 'DATABASE()' : "'public'";
    expect(
      await sql.query(`SELECT table_name FROM information_schema.tables WHERE table_schema = ${schema}`),
    ).toEqual([]);
    await sql.end();
  },
);

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, EmbeddedPostgresError, startEmbeddedPostgres } from './index.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'keelson-postgres-')));
// mkdtemp makes it private, and root's server runs as somebody else.
chmodSync(root, 0o755);
const shared = join(root, 'shared');
const isRoot = process.getuid?.() === 0;
const lines: string[] = [];

const log = (line: string): void => void lines.push(line);
const start = (directory = shared): Promise<EmbeddedPostgres> => startEmbeddedPostgres({ directory, log });

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('an embedded PostgreSQL', () => {
  it('keeps its data from one start to the next, and nothing else', async () => {
    const listeners = process.listenerCount('exit');
    const first = await start();
    await query(first.url, 'CREATE TABLE ships (name text)');
    await query(first.url, "INSERT INTO ships VALUES ('Vasa')");
    await first.stop();
    await first.stop();
    expect(await accepts(first.url)).toBe(false);
    expect(process.listenerCount('exit')).toBe(listeners);

    const second = await start();
    try {
      expect(await query(second.url, 'SELECT name FROM ships')).toEqual([{ name: 'Vasa' }]);
      expect(await query(second.url, SETTINGS)).toEqual([
        {
          fsync: 'on',
          zone: 'UTC',
          encoding: 'UTF8',
          collation: 'C',
          addresses: '127.0.0.1',
          superuser: 'off',
        },
      ]);
    } finally {
      await second.stop();
    }
    expect(lines.join('\n')).not.toContain(new URL(first.url).password);
  });

  it('lets nobody in without the password, which only its owner can read', async () => {
    const server = await start();
    try {
      const url = new URL(server.url);
      for (const [user, password] of [
        ['keelson', ''],
        ['keelson', 'guess'],
        ['postgres', ''],
        ['postgres', url.password],
      ]) {
        Object.assign(url, { username: user, password });
        await expect(query(url.href, 'SELECT 1'), `${user}:${password}`).rejects.toThrow(/password/);
      }
      expect(statSync(join(server.directory, 'password')).mode & 0o777).toBe(0o600);
      expect(statSync(join(server.directory, 'cluster')).mode & 0o077).toBe(0);
      expect(
        await query(server.url, 'SELECT count(*)::int AS n FROM pg_ls_dir($1)', ['.']).catch(String),
      ).toMatch(/denied/);
    } finally {
      await server.stop();
    }
  });

  it('creates the database asked for', async () => {
    const server = await startEmbeddedPostgres({ directory: shared, log, database: 'other' });
    try {
      expect(await query(server.url, 'SELECT current_database() AS name')).toEqual([{ name: 'other' }]);
    } finally {
      await server.stop();
    }
    const unfit = startEmbeddedPostgres({ directory: shared, log, database: 'a"; DROP' });
    expect(await refused(unfit)).toMatch(/cannot be the name of the embedded database/);
  });
});

describe('a folder that cannot be used as it is', () => {
  it('is left alone when another major version wrote it, or its password is gone', async () => {
    const directory = join(root, 'other');
    mkdirSync(join(directory, 'cluster'), { recursive: true });
    writeFileSync(join(directory, 'cluster', 'PG_VERSION'), '9\n');
    expect(await refused(start(directory))).toMatch(
      /was created by PostgreSQL 9, .* dump .* Nothing was changed/,
    );
    writeFileSync(join(directory, 'cluster', 'PG_VERSION'), '18\n');
    expect(await refused(start(directory))).toMatch(/password is missing .* Nothing was changed/);
    expect(readdirSync(join(directory, 'cluster'))).toEqual(['PG_VERSION']);
  });

  it('is named when a file is in its place', async () => {
    writeFileSync(join(root, 'file'), '');
    expect(await refused(start(join(root, 'file')))).toContain(`${join(root, 'file')} cannot be created`);
  });

  it.runIf(isRoot)('is refused to root, if it was chosen, below a private home', async () => {
    const home = join(root, 'home');
    mkdirSync(home, { mode: 0o700 });
    const chosen = startEmbeddedPostgres({ directory: join(home, 'data'), log, mayMove: false });
    expect(await refused(chosen)).toContain(`cannot access ${home}`);
  });
});

const SETTINGS = `SELECT current_setting('fsync') AS fsync, current_setting('TimeZone') AS zone,
  current_setting('server_encoding') AS encoding, current_setting('is_superuser') AS superuser,
  current_setting('listen_addresses') AS addresses, datcollate AS collation
  FROM pg_database WHERE datname = current_database()`;

async function refused(attempt: Promise<EmbeddedPostgres>): Promise<string> {
  const error: unknown = await attempt.then(
    (server) => server.stop(),
    (reason: unknown) => reason,
  );
  if (!(error instanceof EmbeddedPostgresError)) throw new Error(`expected a refusal, got ${String(error)}`);
  expect(error.message).not.toContain('\n');
  return error.message;
}

async function query(url: string, sql: string, values: unknown[] = []): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

function accepts(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.once('connect', () => resolve(socket.destroy() !== undefined));
    socket.once('error', () => resolve(false));
  });
}

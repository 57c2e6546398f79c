import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { Client } from 'pg';
import {
  createDatabase,
  newDatabaseName,
  ownDatabase,
  type Engine,
  type TestDatabase,
  type TestServers,
} from './test-database.js';

/** Makes tables and no rows but its own bookkeeping: the clones have the same. */
export type Fill = (url: string) => Promise<void>;

const template = 'keelson_template';
/** Tells that the template is whole; the worker that filled it may have been killed halfway. */
const mark = 'keelson_template_is_whole';
const lock = 7_563_402;

/**
 * A database of its own, as `fill` makes it: the first caller of a run fills a template, every caller gets a copy. On a
 * server that is not ours nothing is kept, so `fill` makes each.
 */
export async function cloneDatabase(engine: Engine, servers: TestServers, fill: Fill): Promise<TestDatabase> {
  const server = servers[engine];
  if (!server || server === process.env['TEST_DATABASE_URL']) {
    const database = await createDatabase(engine, servers);
    await fill(database.url);
    return database;
  }
  const name = newDatabaseName();
  await (engine === 'mysql' ? cloneOnMysql(server, name, fill) : cloneOnPostgres(server, name, fill));
  return ownDatabase(engine, server, name);
}

async function cloneOnPostgres(server: string, name: string, fill: Fill): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    if (!(await postgresHas(client, mark))) {
      await client.query('SELECT pg_advisory_lock($1)', [lock]);
      if (!(await postgresHas(client, mark))) {
        await client.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
        await client.query(`CREATE DATABASE ${template}`);
        await fill(named(server, template));
        // Nobody may be connected to what is copied, not even for a look.
        await client.query(`ALTER DATABASE ${template} ALLOW_CONNECTIONS false`);
        await client.query(`CREATE DATABASE ${mark}`);
      }
      await client.query('SELECT pg_advisory_unlock($1)', [lock]);
    }
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  } finally {
    await client.end();
  }
}

async function postgresHas(client: Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  return rowCount === 1;
}

async function cloneOnMysql(server: string, name: string, fill: Fill): Promise<void> {
  const connection = await createConnection({ uri: server, multipleStatements: true });
  try {
    if (!(await mysqlHas(connection, mark))) {
      await connection.query('SELECT GET_LOCK(?, 120)', [template]);
      if (!(await mysqlHas(connection, mark))) {
        await connection.query(`DROP DATABASE IF EXISTS ${template}`);
        await connection.query(`CREATE DATABASE ${template} CHARACTER SET utf8mb4`);
        await fill(named(server, template));
        await connection.query(`CREATE DATABASE ${mark}`);
      }
      await connection.query('SELECT RELEASE_LOCK(?)', [template]);
    }
    await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    await connection.query(await copyStatements(connection, name));
  } finally {
    await connection.end();
  }
}

async function mysqlHas(connection: Connection, name: string): Promise<boolean> {
  const [rows] = await connection.query<RowDataPacket[]>('SHOW DATABASES LIKE ?', [name]);
  return rows.length === 1;
}

/** MySQL has no templates: its tables are made again, as they are now, and their rows copied. */
async function copyStatements(connection: Connection, name: string): Promise<string> {
  const [tables] = await connection.query<RowDataPacket[]>(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? ORDER BY table_name',
    [template],
  );
  return tables
    .flatMap(({ name: table }) => [
      `CREATE TABLE ${name}.${table} LIKE ${template}.${table}`,
      `INSERT INTO ${name}.${table} SELECT * FROM ${template}.${table}`,
    ])
    .join(';\n');
}

function named(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

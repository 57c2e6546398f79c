import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { Client } from 'pg';
import { createHash } from 'node:crypto';
import { loadMysql, loadPostgres } from './drivers.js';
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

/** A database that is copied, by its name. */
interface Template {
  readonly name: string;
  /** A database that tells that the template is whole; the worker that filled it may have been killed halfway. */
  readonly mark: string;
}

const lock = 7_563_402;

/**
 * A database of its own, as `fill` makes it: the first caller of a run fills a template, every caller gets a copy. On a
 * server that is not ours nothing is kept, so `fill` makes each.
 * @param content names what `fill` makes: callers of one name share a template
 */
export async function cloneDatabase(
  engine: Engine,
  servers: TestServers,
  content: string,
  fill: Fill,
): Promise<TestDatabase> {
  const server = servers[engine];
  if (!server || server === process.env['TEST_DATABASE_URL']) {
    const database = await createDatabase(engine, servers);
    await fill(database.url);
    return database;
  }
  const name = newDatabaseName();
  const clone = engine === 'mysql' ? cloneOnMysql : cloneOnPostgres;
  await clone(server, name, templateOf(content), fill);
  return ownDatabase(engine, server, name);
}

/** Letters, digits and underscores only: its names go into statements as they are. */
function templateOf(content: string): Template {
  const name = `keelson_template_${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
  return { name, mark: `${name}_is_whole` };
}

async function cloneOnPostgres(server: string, name: string, template: Template, fill: Fill): Promise<void> {
  const postgres = await loadPostgres();
  const client = new postgres.Client({ connectionString: server });
  await client.connect();
  try {
    if (!(await postgresHas(client, template.mark))) {
      await client.query('SELECT pg_advisory_lock($1)', [lock]);
      if (!(await postgresHas(client, template.mark))) {
        await client.query(`DROP DATABASE IF EXISTS ${template.name} WITH (FORCE)`);
        await client.query(`CREATE DATABASE ${template.name}`);
        await fill(named(server, template.name));
        // Nobody may be connected to what is copied, not even for a look.
        await client.query(`ALTER DATABASE ${template.name} ALLOW_CONNECTIONS false`);
        await client.query(`CREATE DATABASE ${template.mark}`);
      }
      await client.query('SELECT pg_advisory_unlock($1)', [lock]);
    }
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template.name} STRATEGY file_copy`);
  } finally {
    await client.end();
  }
}

async function postgresHas(client: Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  return rowCount === 1;
}

async function cloneOnMysql(server: string, name: string, template: Template, fill: Fill): Promise<void> {
  const { createConnection } = await loadMysql();
  const connection = await createConnection({ uri: server, multipleStatements: true });
  try {
    if (!(await mysqlHas(connection, template.mark))) {
      await connection.query('SELECT GET_LOCK(?, 120)', [template.name]);
      if (!(await mysqlHas(connection, template.mark))) {
        await connection.query(`DROP DATABASE IF EXISTS ${template.name}`);
        await connection.query(`CREATE DATABASE ${template.name} CHARACTER SET utf8mb4`);
        await fill(named(server, template.name));
        await connection.query(`CREATE DATABASE ${template.mark}`);
      }
      await connection.query('SELECT RELEASE_LOCK(?)', [template.name]);
    }
    await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    await connection.query(await copyStatements(connection, name, template));
  } finally {
    await connection.end();
  }
}

async function mysqlHas(connection: Connection, name: string): Promise<boolean> {
  const [rows] = await connection.query<RowDataPacket[]>('SHOW DATABASES LIKE ?', [name]);
  return rows.length === 1;
}

/** MySQL has no templates: its tables are made again, as they are now, and their rows copied. */
async function copyStatements(connection: Connection, name: string, template: Template): Promise<string> {
  const [tables] = await connection.query<RowDataPacket[]>(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? ORDER BY table_name',
    [template.name],
  );
  return tables
    .flatMap(({ name: table }) => [
      `CREATE TABLE ${name}.${table} LIKE ${template.name}.${table}`,
      `INSERT INTO ${name}.${table} SELECT * FROM ${template.name}.${table}`,
    ])
    .join(';\n');
}

function named(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

import { readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import { createRequire } from 'node:module';
import type { Engine } from '@keelson/testing/servers';
import { withInstants } from './literals.js';
import { dumpMysql } from './mysql-dump.js';
import { dumpPostgres } from './postgres-dump.js';

/** What is known of a used database beside its rows: secrets of its users, of which it keeps digests only. */
export interface UsedDatabase {
  readonly password: string;
  readonly owner: { readonly email: string; readonly organizationId: string; readonly refreshToken: string };
  readonly operatorEmail: string;
  /** A request that was answered under an idempotency key. */
  readonly repeated: {
    readonly key: string;
    readonly path: string;
    readonly body: object;
    readonly id: string;
  };
  /** Placed when no relay ran: their events are unsent. */
  readonly unsentOrders: readonly string[];
  readonly waitingJobs: readonly string[];
  readonly deadJobs: readonly string[];
  /** The order whose event no subscriber could take. */
  readonly parkedOrder: string;
  /** Below its reorder point since an order whose event is unsent. */
  readonly lowProduct: string;
}

/** Largest fixture, in bytes: it is read in a review. */
export const largestFixture = 1_048_576;

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
const file = (engine: Engine, of: string, extension: string) =>
  new URL(`./fixtures/${engine}-${of}.${extension}`, import.meta.url);

/** Versions that have a fixture, oldest first. */
export const fixtureVersions: readonly string[] = ['0.1.0'];

/** Writes the database down, as one of the present version. @throws Error when it is too large */
export async function writeFixture(engine: Engine, url: string, used: UsedDatabase): Promise<number> {
  const statements = engine === 'mysql' ? await dumpMysql(url) : await dumpPostgres(url);
  const text = `-- A used database of Keelson ${version}, written by npm run fixture:database. @{-5} is 5 ms before that.\n${statements.map((one) => `${one};\n`).join('')}`;
  if (Buffer.byteLength(text) > largestFixture)
    throw new Error(`The fixture has ${Buffer.byteLength(text)} bytes, and ${largestFixture} at most.`);
  writeFileSync(file(engine, version, 'sql'), text);
  writeFileSync(file(engine, version, 'json'), `${JSON.stringify(used, null, 2)}\n`);
  return Buffer.byteLength(text);
}

/** Fills an empty database with a fixture, as if that had been written this very moment. */
export async function loadFixture(engine: Engine, of: string, url: string): Promise<UsedDatabase> {
  const now = new Date();
  const statements = readFileSync(file(engine, of, 'sql'), 'utf8')
    .split(';\n')
    .map((one) => one.replace(/^(--.*\n)+/, ''))
    .filter(Boolean)
    .map((one) => withInstants(engine, one, now));
  await (engine === 'mysql' ? runOnMysql(url, statements) : runOnPostgres(url, statements));
  return JSON.parse(readFileSync(file(engine, of, 'json'), 'utf8')) as UsedDatabase;
}

async function runOnMysql(url: string, statements: readonly string[]): Promise<void> {
  const connection = await createConnection(url);
  try {
    await connection.query("SET time_zone = '+00:00', foreign_key_checks = 0");
    for (const statement of statements) await connection.query(statement);
  } finally {
    await connection.end();
  }
}

async function runOnPostgres(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN');
    for (const statement of statements) await client.query(statement);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

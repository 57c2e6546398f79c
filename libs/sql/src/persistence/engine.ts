import { PlatformError } from '@keelson/runtime/ports';
import { databaseFamily } from './database-family.js';
import type { DatabaseAddress } from './database.settings.js';
import { loadMysqlPromises } from './drivers.js';
import { newPostgresClient } from './postgres-connections.js';
import { mysqlAddress, postgresAddress } from './server-address.js';

export type Dialect = 'mysql' | 'postgres';

/** The database server as found: MySQL and MariaDB speak one dialect with two sets of collations and settings. */
export interface Engine {
  readonly dialect: Dialect;
  readonly flavor: 'mariadb' | 'mysql' | 'postgres';
  readonly version: string;
}

/** The database can't be used; the message is one line that says what to do. */
export class DatabaseUnusableError extends Error {
  override readonly name = 'DatabaseUnusableError';
}

/** Oldest servers that the tests have met the needed features on. */
const oldest = { mariadb: [10, 6], mysql: [8, 0], postgres: [14, 0] } as const;

/**
 * Connects once, to learn what the server is and to fail early with a clear line.
 * @throws DatabaseUnusableError unreachable, refused, no such database, too old
 * @throws PlatformError when its driver is not installed
 */
export async function inspectEngine(options: DatabaseAddress): Promise<Engine> {
  const dialect = dialectOf(options.url);
  const version = await serverVersion(dialect, options);
  const flavor = dialect === 'postgres' ? 'postgres' : /mariadb/i.test(version) ? 'mariadb' : 'mysql';
  const numbers = (/(\d+)\.(\d+)/.exec(version.replace(/^5\.5\.5-/, '')) ?? []).slice(1).map(Number);
  const [major = 0, minor = 0] = numbers;
  const [needMajor, needMinor] = oldest[flavor];
  if (major < needMajor || (major === needMajor && minor < needMinor))
    throw new DatabaseUnusableError(
      `The database at ${placeOf(options.url)} is ${flavor} ${major}.${minor}, which is too old: Keelson requires ${needMajor}.${needMinor} or newer. Upgrade it, or set DATABASE_URL to another server.`,
    );
  return { dialect, flavor, version: `${major}.${minor}` };
}

export function dialectOf(url: string): Dialect {
  const dialect = databaseFamily(url);
  if (dialect) return dialect;
  throw new DatabaseUnusableError('DATABASE_URL must begin with mysql://, mariadb:// or postgres://.');
}

/** Host, port and database of a URL; never its password. */
export function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}${port && `:${port}`}${pathname}`;
}

async function serverVersion(dialect: Dialect, options: DatabaseAddress): Promise<string> {
  try {
    return dialect === 'mysql' ? await mysqlVersion(options) : await postgresVersion(options);
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    const { code = '', message = '' } = error as { code?: string; message?: string };
    throw new DatabaseUnusableError(
      `The database at ${placeOf(options.url)} cannot be used: ${reasonFor(code, message)} Check DATABASE_URL and that the server is running.`,
      { cause: error },
    );
  }
}

function reasonFor(code: string, message: string): string {
  if (code === 'ECONNREFUSED') return 'nothing listens there (ECONNREFUSED).';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `the host is unknown (${code}).`;
  if (code === 'ETIMEDOUT' || /timeout/i.test(message)) return 'it did not respond in time.';
  if (code === 'ER_ACCESS_DENIED_ERROR' || code === '28P01' || code === '28000')
    return 'the user or password was rejected.';
  if (code === 'ER_BAD_DB_ERROR' || code === '3D000') return 'the database does not exist; create it first.';
  const untrusted = tlsReasonFor(code, message);
  if (untrusted) return untrusted;
  return `${code || 'error'}: ${message.split('\n')[0]}.`;
}

function tlsReasonFor(code: string, message: string): string | undefined {
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT' || /does not support SSL/i.test(message))
    return 'it does not support TLS. Enable TLS on the server, or add its host to PLAINTEXT_HOSTS if you trust the network in between.';
  // mysql2 has one code for all of them, so its text, which is OpenSSL's, tells them apart.
  if (/altnames/.test(message))
    return 'its certificate is for another host name. Use the name in the certificate, or set DATABASE_TLS=verify-ca.';
  if (/self-signed certificate|unable to (get|verify)|certificate not trusted/i.test(message))
    return "its certificate is not signed by a trusted authority. Set DATABASE_TLS_CA_FILE to the path of the signing authority's certificate.";
  if (/certificate has expired/.test(message)) return 'its certificate has expired.';
  return undefined;
}

async function mysqlVersion(database: DatabaseAddress): Promise<string> {
  const { createConnection } = await loadMysqlPromises();
  const connection = await createConnection(mysqlAddress(database));
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version');
    return (rows as { version: string }[])[0]?.version ?? '';
  } finally {
    connection.destroy();
  }
}

async function postgresVersion(database: DatabaseAddress): Promise<string> {
  const client = await newPostgresClient(postgresAddress(database));
  // A server that goes away in between must not end the process: the query below rejects anyway.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? '';
  } finally {
    await client.end().catch(() => undefined);
  }
}

import type { Dialect } from './engine.js';

/** What went wrong inside the database, as far as the caller has to know. */
export type Failure = 'deadlock' | 'duplicate' | 'timeout' | 'unavailable' | 'other';

const failures: Readonly<Record<string, Failure>> = {
  // MySQL and MariaDB
  ER_LOCK_DEADLOCK: 'deadlock',
  ER_LOCK_WAIT_TIMEOUT: 'deadlock',
  ER_CHECKREAD: 'deadlock',
  ER_DUP_ENTRY: 'duplicate',
  ER_STATEMENT_TIMEOUT: 'timeout',
  ER_QUERY_TIMEOUT: 'timeout',
  ER_CON_COUNT_ERROR: 'unavailable',
  ER_SERVER_SHUTDOWN: 'unavailable',
  ER_CONNECTION_KILLED: 'unavailable',
  PROTOCOL_CONNECTION_LOST: 'unavailable',
  POOL_CLOSED: 'unavailable',
  // PostgreSQL (SQLSTATE)
  '40P01': 'deadlock',
  '40001': 'deadlock',
  '55P03': 'deadlock',
  '23505': 'duplicate',
  '57014': 'timeout',
  '57P01': 'unavailable',
  '57P02': 'unavailable',
  '57P03': 'unavailable',
  '53300': 'unavailable',
  // The network
  ECONNREFUSED: 'unavailable',
  ECONNRESET: 'unavailable',
  EPIPE: 'unavailable',
  ETIMEDOUT: 'unavailable',
  ENOTFOUND: 'unavailable',
  EAI_AGAIN: 'unavailable',
  EHOSTUNREACH: 'unavailable',
};

/** MariaDB's errors by number where mysql2 has no name for them. */
const byNumber: Readonly<Record<number, Failure>> = {
  1969: 'timeout',
  3024: 'timeout',
  1927: 'unavailable',
  1020: 'deadlock',
};

const unavailableTexts =
  /Connection terminated|connection is closed|Can't add new command when connection is in closed state|Queue limit reached|Pool is closed|Cannot use a pool after calling end|timeout exceeded when trying to connect|connection lost|not queryable/i;

/** Classes a driver's error, also inside TypeORM's QueryFailedError. */
export function failureOf(error: unknown): Failure {
  const { code, errno, message, driverError } = (error ?? {}) as {
    code?: string;
    errno?: number;
    message?: string;
    driverError?: unknown;
  };
  const known = (code && failures[code]) || (errno !== undefined && byNumber[errno]);
  if (known) return known;
  if (driverError && driverError !== error) return failureOf(driverError);
  return unavailableTexts.test(message ?? '') ? 'unavailable' : 'other';
}

/** The unique constraint or index that a duplicate ran into. */
export function constraintOf(error: unknown): string {
  const { constraint, sqlMessage, driverError } = error as {
    constraint?: string;
    sqlMessage?: string;
    driverError?: unknown;
  };
  if (constraint) return constraint;
  const named = /for key '(?:[^'.]+\.)?([^']+)'/.exec(sqlMessage ?? '')?.[1];
  return named ?? (driverError ? constraintOf(driverError) : '');
}

export function quoted(dialect: Dialect, identifier: string): string {
  return dialect === 'mysql' ? `\`${identifier}\`` : `"${identifier}"`;
}

/** `?` becomes `$1`, `$2`, … for PostgreSQL, outside of string literals and quoted names. */
export function withPlaceholders(dialect: Dialect, sql: string): string {
  if (dialect === 'mysql') return sql;
  let position = 0;
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\?/g, (token) =>
    token === '?' ? `$${(position += 1)}` : token,
  );
}

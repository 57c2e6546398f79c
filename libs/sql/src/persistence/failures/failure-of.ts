import { DatabaseFailure } from './database-failure.js';
import { driverFailures, driverMessages } from './driver-failures.js';
import { meant, type FailureName } from './failure-name.js';
import { mysqlClasses, mysqlFailures } from './mysql-failures.js';
import { postgresClasses, postgresFailures } from './postgres-failures.js';

/** What a driver says of an error. */
interface DriverError {
  /** pg: SQLSTATE; mysql2: a name; of the system: `ECONNREFUSED` and the like. */
  readonly code?: unknown;
  /** mysql2: the server's number; of the system: negative. */
  readonly errno?: unknown;
  /** mysql2: SQLSTATE. */
  readonly sqlState?: unknown;
  readonly message?: unknown;
  /** TypeORM: what it wraps. */
  readonly driverError?: unknown;
}

/** Names an error of a driver, also inside TypeORM's QueryFailedError, and one that has been named before. */
export function failureOf(error: unknown): FailureName {
  if (typeof error !== 'object' || error === null) return 'other';
  if (error instanceof DatabaseFailure) return error.failure;
  const { driverError } = error as DriverError;
  if (driverError && driverError !== error) return failureOf(driverError);
  return byCode(error as DriverError) ?? byMessage(error as DriverError) ?? 'other';
}

function byCode({ code, errno, sqlState, message }: DriverError): FailureName | undefined {
  const text = typeof message === 'string' ? message : '';
  if (typeof errno === 'number' && errno > 0) {
    const meaning = mysqlFailures[errno] ?? mysqlClasses[classOf(sqlState)];
    return meaning && meant(meaning, text);
  }
  if (typeof code !== 'string') return undefined;
  const known = driverFailures[code];
  if (known) return known;
  const meaning = postgresFailures[code] ?? postgresClasses[classOf(code)];
  return meaning && meant(meaning, text);
}

/** The class of an SQLSTATE, by which the tables of classes go. */
function classOf(sqlState: unknown): string {
  return typeof sqlState === 'string' && /^[0-9A-Z]{5}$/.test(sqlState) ? sqlState.slice(0, 2) : '';
}

function byMessage({ code, errno, message }: DriverError): FailureName | undefined {
  if (code !== undefined || errno !== undefined || typeof message !== 'string') return undefined;
  return driverMessages.find(([start]) => start.test(message))?.[1];
}

import { defineError, unavailable, type ErrorDefinition } from '@keelson/kernel';
import type { FailureName } from './failure-name.js';

export const databaseReadOnly = defineError(
  'database_read_only',
  'unavailable',
  'The database accepts no writes right now',
);
export const databaseFull = defineError(
  'database_full',
  'unavailable',
  "The database's storage is full or failing",
);
export const databaseBusy = defineError('database_busy', 'unavailable', 'The database is overloaded');
export const databaseLocked = defineError(
  'database_locked',
  'unavailable',
  'Another transaction holds a lock that this request needs',
);
export const databaseStopping = defineError(
  'database_stopping',
  'unavailable',
  'The database is shutting down or starting up',
);
export const databaseWrongPrimary = defineError(
  'database_wrong_primary',
  'unavailable',
  'The database server is not the primary',
);
export const databaseTimedOut = defineError(
  'database_timed_out',
  'unavailable',
  'The database took too long to respond',
);
export const writeConflict = defineError('write_conflict', 'unavailable', 'Too many concurrent writes');

/** What follows from a failure. */
export interface Outcome {
  /** Answered with 503; null: as an unexpected error, with 500. */
  readonly problem: ErrorDefinition | null;
  /** For the client: what to do. */
  readonly detail: string;
  readonly retryAfterSeconds: number | null;
  /**
   * What becomes of the connection: `keep` it, `discard` it, or discard it and run the operation once more when `all` of
   * the pool are new, since the others may be as wrong.
   */
  readonly connection: 'keep' | 'discard' | 'all';
  /** Whether `/health/ready` says no while it lasts. */
  readonly isUnready: boolean;
  /** For the log of the process; null: nothing for an operator to do. */
  readonly log: string | null;
}

/** By the name of the failure, which is also the label of the metric `keelson_database_failures_total`. */
export const outcomes: Readonly<Record<FailureName, Outcome>> = {
  away: {
    problem: unavailable,
    detail: 'The database cannot be reached; retry shortly.',
    retryAfterSeconds: 2,
    connection: 'discard',
    isUnready: true,
    log: 'The database cannot be reached',
  },
  'read-only': {
    problem: databaseReadOnly,
    detail: 'The database accepts no writes right now; retry shortly.',
    retryAfterSeconds: 5,
    connection: 'all',
    isUnready: true,
    log: 'The database is read-only',
  },
  full: {
    problem: databaseFull,
    detail: "The database's storage is full or failing; retry later.",
    retryAfterSeconds: 30,
    connection: 'keep',
    isUnready: true,
    log: "The database's storage is full or failing",
  },
  busy: {
    problem: databaseBusy,
    detail: 'The database is overloaded; retry shortly.',
    retryAfterSeconds: 2,
    connection: 'keep',
    isUnready: true,
    log: 'The database is out of connections, memory or another resource',
  },
  locked: {
    problem: databaseLocked,
    detail: 'Another transaction holds a lock that this request needs; retry shortly.',
    retryAfterSeconds: 2,
    connection: 'keep',
    isUnready: false,
    log: 'A lock could not be acquired in time',
  },
  stopping: {
    problem: databaseStopping,
    detail: 'The database is shutting down or starting up; retry shortly.',
    retryAfterSeconds: 2,
    connection: 'discard',
    isUnready: true,
    log: 'The database is shutting down or starting up',
  },
  'wrong-primary': {
    problem: databaseWrongPrimary,
    detail: 'The database server is not the primary; retry shortly.',
    retryAfterSeconds: 5,
    connection: 'all',
    isUnready: true,
    log: 'The database server is a standby, or outside its cluster',
  },
  retry: {
    problem: writeConflict,
    detail: 'Too many concurrent writes; retry the request.',
    retryAfterSeconds: 1,
    connection: 'keep',
    isUnready: false,
    log: null,
  },
  'timed-out': {
    problem: databaseTimedOut,
    detail: 'The database took too long to respond; retry shortly.',
    retryAfterSeconds: 5,
    connection: 'keep',
    isUnready: false,
    log: 'A statement took too long and was canceled',
  },
  // Whoever sent the statement knows which member it is of, and answers 409 `already_exists`.
  duplicate: {
    problem: null,
    detail: '',
    retryAfterSeconds: null,
    connection: 'keep',
    isUnready: false,
    log: null,
  },
  other: {
    problem: null,
    detail: '',
    retryAfterSeconds: null,
    connection: 'keep',
    isUnready: false,
    log: null,
  },
};

/** The problems of any operation, since any may need the database. */
export const databaseProblems: readonly ErrorDefinition[] = [
  unavailable,
  databaseReadOnly,
  databaseFull,
  databaseBusy,
  databaseLocked,
  databaseStopping,
  databaseWrongPrimary,
  databaseTimedOut,
  writeConflict,
];

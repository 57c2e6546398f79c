import { QueryFailedError } from 'typeorm';
import { DatabaseFailure } from './database-failure.js';
import type { FailureName } from './failure-name.js';
import { failureOf } from './failure-of.js';
import { outcomes } from './outcomes.js';

/**
 * A driver's error as the state of the database that it stands for. `duplicate`, which means something to who has sent
 * the statement, and `other` stay as they are.
 */
export function named(error: unknown): Error {
  return namedAs(failureOf(error), error);
}

/** Like {@link named}, for what comes instead of a connection: refused for whatever reason, it is not to be had. */
export function namedUnreached(error: unknown): Error {
  const failure = failureOf(error);
  return namedAs(failure === 'other' ? 'away' : failure, error);
}

/** Like {@link named}, for what work has thrown: an `ECONNREFUSED` of it may be that of another server. */
export function namedIfOfQuery(error: unknown): unknown {
  return error instanceof QueryFailedError ? named(error) : error;
}

function namedAs(failure: FailureName, error: unknown): Error {
  const { problem } = outcomes[failure];
  return error instanceof DatabaseFailure || problem === null
    ? (error as Error)
    : new DatabaseFailure(failure, problem, error);
}

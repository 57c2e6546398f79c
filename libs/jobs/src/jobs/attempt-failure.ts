import { DomainError } from '@keelson/kernel';
import { UnrecoverableError } from 'bullmq';
import { isPermanent } from '@keelson/runtime/ports';
import { redactText } from '@keelson/runtime/ports';
import { pauseBeforeRetry } from './backoff.js';
import type { AttemptOutcome } from './failed-attempt.entity.js';
import { InvalidJobError } from './job-handler.js';
import type { Failure } from './job-marks.js';
import type { JobProblem } from './job.entity.js';

const longestError = 1_000;

export class TimedOutError extends Error {
  override readonly name = 'TimedOutError';
}

export class JobCancelledError extends Error {
  override readonly name = 'JobCancelledError';
}

/** The job's organization is held: the attempt is given back, and does not count. */
export class JobHeldError extends Error {
  override readonly name = 'JobHeldError';

  /** @param wasHeldBefore the attempt was admitted all the same, by a dispatcher that knows of no held organizations */
  constructor(readonly wasHeldBefore: boolean) {
    super('The organization is held.');
  }
}

/** Who the job was to act for has lost the right to it; the cause is for the client. */
export class RightsLostError extends JobCancelledError {
  constructor(override readonly cause: DomainError) {
    super(`${cause.code}: ${cause.details.detail ?? cause.message}`);
  }
}

const titles: Readonly<Record<AttemptOutcome, string>> = {
  failed: 'The job failed',
  'timed-out': 'The job timed out',
  lost: "The job's worker was lost",
  invalid: "The job's payload or result is invalid",
  cancelled: 'The job was cancelled',
};

/**
 * What becomes of a job after an attempt that did not succeed.
 * @param attempts made and allowed
 */
export function failureOfAttempt(
  error: unknown,
  attempts: { readonly attempt: number; readonly maxAttempts: number },
): Failure {
  const outcome = outcomeOf(error);
  const last =
    attempts.attempt >= attempts.maxAttempts ||
    outcome === 'invalid' ||
    outcome === 'cancelled' ||
    isFinal(error);
  return {
    outcome,
    error: describe(error),
    problem: problemOf(error, outcome),
    rightsLost: error instanceof RightsLostError,
    retryInMs: last ? null : pauseBeforeRetry(attempts.attempt),
  };
}

/** What is kept of an attempt that ends because its job was cancelled. */
export function failureOfCancelled(attempts: Parameters<typeof failureOfAttempt>[1]): Failure {
  return failureOfAttempt(new JobCancelledError('The job was cancelled.'), attempts);
}

/** Whether another attempt would meet the same. */
function isFinal(error: unknown): boolean {
  return error instanceof UnrecoverableError || isPermanent(error);
}

/** The attempt's worker, or its place in the queue, is gone. */
export class LostAttemptError extends Error {
  override readonly name = 'LostAttemptError';
}

/** A failure that another attempt would meet again; the client is told of it as it stands. */
export function givenUp(cause: DomainError): UnrecoverableError {
  return Object.assign(new UnrecoverableError(`${cause.code}: ${cause.message}`), { cause });
}

function outcomeOf(error: unknown): AttemptOutcome {
  if (error instanceof TimedOutError) return 'timed-out';
  if (error instanceof JobCancelledError) return 'cancelled';
  if (error instanceof LostAttemptError) return 'lost';
  if (error instanceof InvalidJobError) return 'invalid';
  return 'failed';
}

/** An unknown error's text stays inside; a domain error was written for clients. */
function problemOf(error: unknown, outcome: AttemptOutcome): JobProblem {
  const told =
    error instanceof UnrecoverableError ||
    error instanceof InvalidJobError ||
    error instanceof RightsLostError
      ? error.cause
      : error;
  if (told instanceof DomainError) {
    const { detail } = told.details;
    return { code: told.code, title: told.title, ...(detail && { detail }) };
  }
  return { code: `jobs.${outcome.replace('-', '_')}`, title: titles[outcome] };
}

function describe(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: typeof error, message: '' };
  const code = error instanceof DomainError ? error.code : name;
  return [...redactText(`${code}: ${message}`)].slice(0, longestError).join('').trim() || 'unknown';
}

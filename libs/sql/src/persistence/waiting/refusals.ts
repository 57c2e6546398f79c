import { deadlineExceeded, tooManyWaiting, type Deadline } from '@keelson/kernel';
import { counter } from '@keelson/runtime/ports';
import { failureOf } from '../failures/index.js';

const refusedWaiters = counter({
  name: 'keelson_waiters_refused_total',
  help: 'Requests and jobs that were refused instead of waiting longer for the database, by reason.',
  labels: ['reason'],
});

/** Why somebody was not let wait for the database, or no longer. */
export type RefusalReason = 'row' | 'organization' | 'pool' | 'deadline';

const details: Readonly<Record<Exclude<RefusalReason, 'deadline'>, string>> = {
  row: 'Other requests have already been waiting too long for the same row; retry shortly.',
  organization: 'Too many requests from this organization are waiting for the database; retry shortly.',
  pool: 'Too many requests are waiting for the database; retry shortly.',
};

/** Seconds over which those who are refused at the same moment are told to come back, so that they do not all come at once. */
const retrySpread = 5;

/** Counts a refusal, and gives the error to answer with: 503 and `Retry-After`. */
export function refusedFor(reason: Exclude<RefusalReason, 'deadline'>): Error {
  refusedWaiters.inc({ reason });
  return tooManyWaiting({ detail: details[reason], retryAfter: 1 + Math.floor(Math.random() * retrySpread) });
}

/** Counts a request whose deadline is over, and gives the error to answer with. */
export function pastDeadline(deadline: Deadline): Error {
  refusedWaiters.inc({ reason: 'deadline' });
  return deadline.exceeded();
}

/** Whether a transaction ended because it did not get further, and not because it had done what it could. */
export function isStuck(error: unknown): boolean {
  return failureOf(error) === 'locked' || (error as { code?: unknown }).code === deadlineExceeded.code;
}

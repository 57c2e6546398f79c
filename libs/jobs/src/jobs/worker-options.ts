import type { WorkerOptions } from 'bullmq';
import type { JobProcessing } from './job-handler.js';

/** Milliseconds that a lock lasts beyond the attempt, which still has to be written. */
const lockMarginMs = 120_000;

/** How BullMQ's worker of a kind of job behaves. */
export function workerOptions({
  concurrency,
  perSecond,
  timeoutMs,
}: JobProcessing): Omit<WorkerOptions, 'connection'> {
  return {
    concurrency,
    ...(perSecond !== null && { limiter: { max: perSecond, duration: 1_000 } }),
    // Who is alive is told by the database (AttemptBeats): on PostgreSQL BullMQ would ask the workers' own clocks, and on both
    // engines it stops renewing when such a clock is set back. So its lock outlasts any attempt, and nobody looks for stalled ones.
    skipStalledCheck: true,
    skipLockRenewal: true,
    lockDuration: timeoutMs + lockMarginMs,
    // A clock that is set back while the limit is reached must not make a worker sleep until it is there again.
    maximumRateLimitDelay: 1_000,
    runRetryDelay: 1_000,
  };
}

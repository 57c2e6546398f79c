import type { WorkerOptions } from 'bullmq';
import type { JobProcessing } from './job-handler.js';

/** How BullMQ's worker of a kind of job behaves. */
export function workerOptions({ concurrency, perSecond }: JobProcessing): Omit<WorkerOptions, 'connection'> {
  return {
    concurrency,
    ...(perSecond !== null && { limiter: { max: perSecond, duration: 1_000 } }),
    // A worker that is gone is noticed within twice this; its jobs then count as lost, and the row says what comes next.
    lockDuration: 10_000,
    stalledInterval: 5_000,
    maxStalledCount: 0,
    runRetryDelay: 1_000,
  };
}

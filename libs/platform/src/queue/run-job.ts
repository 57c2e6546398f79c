import { enterContext } from '@keelson/kernel';
import { Logger } from '@nestjs/common';
import { WaitingError, type Job } from 'bullmq';
import { openJob } from './job-envelope.js';
import type { JobHandler, JobProcessing } from './job-handler.js';

const logger = new Logger('Jobs');

/** Why an attempt was broken off because its process ends; workers are told so at shutdown. */
export const processEnds = 'keelson: the process ends';

/**
 * One attempt: opens the envelope, enters its context, runs the handler in bounded time. A failure is logged with name,
 * id and attempt, without the payload, and thrown on for BullMQ to plan the next one.
 */
export async function runJob(
  processing: JobProcessing,
  handler: JobHandler<object>,
  job: Job,
  token: string | undefined,
  shutdown: AbortSignal | undefined,
): Promise<void> {
  const attempt = { job: processing.job.name, id: job.id ?? '', attempt: job.attemptsMade + 1 };
  let requestId: string | undefined;
  try {
    const { payload, context } = openJob(processing.job, job.data);
    requestId = context.requestId;
    await bounded(processing.timeoutMs, shutdown, (signal) =>
      enterContext(context, () => handler.run(payload, { id: attempt.id, number: attempt.attempt, signal })),
    );
  } catch (error) {
    if (shutdown?.aborted) {
      logger.warn('A job was broken off because the process ends; another worker takes it up.', attempt);
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const attempts = job.opts.attempts ?? 1;
    logger.error('A job failed', { ...attempt, attempts, requestId }, error);
    throw error;
  }
}

/** Runs `work` until it ends, its time is over or the process ends; late results are dropped. */
async function bounded(
  timeoutMs: number,
  shutdown: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const broken = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason as Error), { once: true });
  });
  const timer = setTimeout(
    () => stop.abort(new Error(`The job took longer than ${timeoutMs} ms.`)),
    timeoutMs,
  );
  const end = () => stop.abort(new Error('The process ends.'));
  shutdown?.addEventListener('abort', end, { once: true });
  try {
    await Promise.race([work(stop.signal), broken]);
  } finally {
    clearTimeout(timer);
    shutdown?.removeEventListener('abort', end);
  }
}

import type { ConcreteType, JobDefinition } from '@keelson/kernel';
import { Processor, WorkerHost } from '@nestjs/bullmq';
import { applyDecorators, SetMetadata } from '@nestjs/common';
import type { Job } from 'bullmq';
import { pauseBeforeRetry } from './backoff.js';
import type { JobHandler, JobProcessing, JobProcessorOptions } from './job-handler.js';
import { runJob } from './run-job.js';

const PROCESSING = 'keelson:job-processing';

/** The host that @nestjs/bullmq hands jobs to; {@link JobProcessor} puts it behind the class. */
abstract class JobHost extends WorkerHost {
  // All three parameters must be there: BullMQ gives a signal to those only that ask for it.
  process(job: Job, token: string | undefined, signal?: AbortSignal): Promise<void> {
    const processing = processingOf(this.constructor);
    if (!processing) throw new Error(`${this.constructor.name} has no @JobProcessor.`);
    return runJob(processing, this as unknown as JobHandler<object>, job, token, signal);
  }
}

/**
 * Makes a provider do a kind of job: @nestjs/bullmq's `@Processor` for a class with `run(payload)` in place of
 * `process(job)`. Before `run`, the payload is validated and the context of the work that enqueued the job is entered:
 * its organization, request id and cause. A failed attempt is tried again as the job's definition says; throw
 * `UnrecoverableError` when another try makes no sense.
 * @throws Error when the class extends another or an option is out of bounds
 */
export function JobProcessor<P extends object>(job: JobDefinition<P>, options: JobProcessorOptions = {}) {
  const { concurrency = 4, timeoutMs = 60_000 } = options;
  refuseOutside(job, 'concurrency', concurrency, 64);
  refuseOutside(job, 'timeoutMs', timeoutMs, 3_600_000);
  return (target: ConcreteType<JobHandler<P>>): void => {
    if (Object.getPrototypeOf(target.prototype) !== Object.prototype)
      throw new Error(
        `${target.name} must not extend another class to be a @JobProcessor; inject it instead.`,
      );
    Object.setPrototypeOf(target.prototype, JobHost.prototype);
    applyDecorators(
      SetMetadata(PROCESSING, {
        job: job as unknown as JobDefinition,
        concurrency,
        timeoutMs,
      } satisfies JobProcessing),
      Processor(job.name, {
        concurrency,
        // BullMQ notices a dead worker by its lock and gives the job to another, so often and no more: a job that
        // kills its process must not kill all of them.
        maxStalledCount: 3,
        runRetryDelay: 1_000,
        settings: { backoffStrategy: (attemptsMade) => pauseBeforeRetry(attemptsMade) },
      }),
    )(target);
    if (job.attempts < 1) throw new Error(`Job "${job.name}" must be attempted at least once.`);
  };
}

/** What a class processes; undefined when it carries no {@link JobProcessor}. */
export function processingOf(type: object): JobProcessing | undefined {
  return Reflect.getOwnMetadata(PROCESSING, type) as JobProcessing | undefined;
}

function refuseOutside(job: { readonly name: string }, option: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 1 || value > max)
    throw new Error(`@JobProcessor of "${job.name}": ${option} must be a whole number from 1 to ${max}.`);
}

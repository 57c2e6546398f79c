import type { ConcreteType, JobDefinition } from '@keelson/kernel';
import { Processor, WorkerHost } from '@nestjs/bullmq';
import { applyDecorators, Inject, SetMetadata } from '@nestjs/common';
import type { Job as CarriedJob } from 'bullmq';
import type { JobHandler, JobProcessing, JobProcessorOptions } from './job-handler.js';
import { JobRunner } from './job-runner.js';
import { workerOptions } from './worker-options.js';

const PROCESSING = 'keelson:job-processing';
const runner = Symbol('runner');

/** The host that @nestjs/bullmq hands jobs to; {@link JobProcessor} puts it behind the class. */
abstract class JobHost extends WorkerHost {
  // All three parameters must be there: BullMQ gives a signal to those only that ask for it.
  process(job: CarriedJob, token: string | undefined, signal?: AbortSignal): Promise<void> {
    const processing = processingOf(this.constructor);
    if (!processing) throw new Error(`${this.constructor.name} has no @JobProcessor.`);
    const host = this as unknown as JobHandler<object> & { readonly [runner]: JobRunner };
    return host[runner].run(processing, host, job, token, signal);
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
  const processing = jobProcessing(job as unknown as JobDefinition, options);
  return (target: ConcreteType<JobHandler<P>>): void => {
    if (Object.getPrototypeOf(target.prototype) !== Object.prototype)
      throw new Error(
        `${target.name} is a @JobProcessor and must not extend another class; inject that class instead.`,
      );
    Object.setPrototypeOf(target.prototype, JobHost.prototype);
    Inject(JobRunner)(target.prototype as object, runner);
    applyDecorators(
      SetMetadata(PROCESSING, processing),
      Processor(job.name, workerOptions(processing)),
    )(target);
  };
}

/** The options of a processor, all said. @throws Error when one is out of bounds */
export function jobProcessing(job: JobDefinition, options: JobProcessorOptions): JobProcessing {
  const { concurrency = 4, timeoutMs = 60_000, perSecond = null, effects = 'outside' } = options;
  refuseOutside(job, 'concurrency', concurrency, 64);
  refuseOutside(job, 'timeoutMs', timeoutMs, 3_600_000);
  if (perSecond !== null) refuseOutside(job, 'perSecond', perSecond, 10_000);
  return { job, concurrency, timeoutMs, perSecond, effects };
}

/** What a class processes; undefined when it carries no {@link JobProcessor}. */
export function processingOf(type: object): JobProcessing | undefined {
  return Reflect.getOwnMetadata(PROCESSING, type) as JobProcessing | undefined;
}

function refuseOutside(job: { readonly name: string }, option: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 1 || value > max)
    throw new Error(`@JobProcessor of "${job.name}": ${option} must be a whole number from 1 to ${max}.`);
}

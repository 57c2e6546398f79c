import type { JobDefinition } from '@keelson/kernel';

/** One attempt at a job. */
export interface JobAttempt {
  /** The same for every attempt of this job: give it to others as an idempotency key. */
  readonly id: string;
  /** From 1. */
  readonly number: number;
  /** Aborts when the time is over or the process ends; what goes on after that may meet the next attempt. */
  readonly signal: AbortSignal;
}

/** Does one kind of job. It may run more than once: what it does outside of the database must bear that. */
export interface JobHandler<P extends object> {
  run(payload: P, attempt: JobAttempt): Promise<void>;
}

export interface JobProcessorOptions {
  /** How many of these jobs one process does at a time, 1 to 64; 4 unless said otherwise. */
  readonly concurrency?: number;
  /** How long one attempt may take, in milliseconds, up to an hour; a minute unless said otherwise. */
  readonly timeoutMs?: number;
}

/** What a processor class does and how. */
export interface JobProcessing extends Required<JobProcessorOptions> {
  readonly job: JobDefinition;
}

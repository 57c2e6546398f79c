import type { Effects, JobDefinition } from '@keelson/kernel';
import type { FileContent, FileOfJob } from './files/file-of-job.js';

/** One attempt at a job. */
export interface JobAttempt {
  /** The same for every attempt of this job: give it to others as an idempotency key. */
  readonly id: string;
  /** From 1. */
  readonly number: number;
  /** Aborts when the time is over, somebody cancels the job or the process ends; what goes on after that may meet the next attempt. */
  readonly signal: AbortSignal;
  /** What an earlier attempt has saved, as JSON reads it; null at the first. */
  readonly checkpoint: unknown;
  /**
   * Remembers how far the work is for the next attempt; inside a transaction it commits with it, so that a batch of rows
   * and the place after it are written together, once.
   * @param checkpoint a JSON object of at most 64 KiB
   * @throws TakenOverError when the attempt is no longer this worker's: the transaction must not commit
   */
  save(checkpoint: object): Promise<void>;
  /**
   * Leaves a file, which `GET /v1/jobs/{id}/file` has for `JOB_FILE_HOURS` once the job is done. A job has one: what an
   * earlier call or attempt has written is replaced. It is stored as it comes, in chunks that commit one by one, so a file
   * of any size takes little memory; with `effects: 'database'` it commits with the job.
   * @param content the whole file, as text (UTF-8) or bytes; what it throws, this throws
   * @returns its length in bytes
   * @throws TypeError when the name or the media type is none
   * @throws Error in a job of the installation: no organization could read the file
   * @throws DomainError `jobs.too_many_files` when the organization has 200 of them
   * @throws UnrecoverableError for `jobs.file_too_large` beyond 256 MiB
   * @throws TakenOverError when the attempt is no longer this worker's
   */
  writeFile(file: FileOfJob, content: FileContent): Promise<{ readonly bytes: number }>;
  /** Shows how far the work is; written at most once a second and at the end, and never an error. */
  progress(done: number, total?: number): void;
}

/** Does one kind of job. It may run more than once: what it does outside of the database must bear that. */
export interface JobHandler<P extends object> {
  /** @returns the job's result, a JSON object of at most 64 KiB, or nothing; what is larger belongs in a file */
  run(payload: P, attempt: JobAttempt): Promise<object | void>;
}

export interface JobProcessorOptions {
  /** How many of these jobs one process does at a time, 1 to 64; 4 unless said otherwise. */
  readonly concurrency?: number;
  /** How long one attempt may take, in milliseconds, up to an hour; a minute unless said otherwise. */
  readonly timeoutMs?: number;
  /** Most jobs of this kind that all processes together begin in a second, 1 to 10,000; any number unless said otherwise. */
  readonly perSecond?: number;
  /**
   * `database`: the handler runs in one transaction with the mark that the job is done, so it takes effect once; it must
   * have no effect elsewhere and may be rerun after a deadlock. `outside`, unless said otherwise: no transaction around it,
   * at least once.
   */
  readonly effects?: Effects;
}

/** What a processor does and how. */
export interface JobProcessing extends Required<Omit<JobProcessorOptions, 'perSecond'>> {
  readonly job: JobDefinition;
  readonly perSecond: number | null;
}

/** The attempt is no longer this worker's: it took too long to answer and another one has the job, or somebody ended it. */
export class TakenOverError extends Error {
  override readonly name = 'TakenOverError';
  constructor() {
    super(
      'Another worker has taken over the job, or the job has ended; the effects of this attempt are discarded.',
    );
  }
}

/** The payload does not fit what the handler understands, or the result is no JSON object: another attempt makes no sense. */
export class InvalidJobError extends Error {
  override readonly name = 'InvalidJobError';
}

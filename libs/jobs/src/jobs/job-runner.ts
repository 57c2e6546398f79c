import { enterContext, inScope, withContext } from '@keelson/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { WaitingError, type Job as CarriedJob } from 'bullmq';
import { setTimeout as pause } from 'node:timers/promises';
import { Database, parsed, storedScope } from '@keelson/sql/ports';
import { faultPoint, WakeSignals } from '@keelson/sql/ports';
import { histogram } from '@keelson/runtime/ports';
import {
  failureOfAttempt,
  failureOfCancelled,
  JobCancelledError,
  JobHeldError,
  RightsLostError,
  TimedOutError,
} from './attempt-failure.js';
import { contextOf, openEnvelope, readPayload, type JobEnvelope } from './job-envelope.js';
import type { AttemptOutcome } from './failed-attempt.entity.js';
import { AttemptFiles } from './files/attempt-files.js';
import { TakenOverError, type JobHandler, type JobProcessing } from './job-handler.js';
import { JobMarks } from './job-marks.js';
import type { JobProgress } from './job.entity.js';
import { jsonObject } from './json-object.js';
import { RunningAttempt } from './running-attempt.js';
import { jobsAreDue } from './wake-topics.js';

const inHandler = faultPoint('job.in-handler', 'worker');
const afterEffect = faultPoint('job.after-effect', 'worker');
const afterMark = faultPoint('job.after-mark', 'worker');

/** Its count is the number of attempts. */
const attemptDuration = histogram({
  name: 'keelson_job_attempt_duration_seconds',
  help: 'Duration of job attempts in this process in seconds, by queue and outcome.',
  labels: ['queue', 'outcome'],
  buckets: [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10, 30, 60, 300, 1800],
});

/** Why an attempt was broken off because its process ends; workers are told so at shutdown. */
export const processEnds = 'keelson: the process ends';

/**
 * Milliseconds until a job whose organization was held when it was admitted is in turn again. Only a dispatcher of a version
 * without holds admits it, and would at once do so again.
 */
const heldPauseMs = 30_000;

/** How long the end of an attempt is held in memory for a database that is away, in milliseconds. */
const markWithinMs = 30_000;

/** Runs attempts: opens the envelope, enters its context, runs the handler in bounded time and writes what came of it. */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger('Jobs');
  private readonly running = new Set<RunningAttempt>();

  constructor(
    private readonly database: Database,
    private readonly marks: JobMarks,
    private readonly files: AttemptFiles,
    private readonly wakes: WakeSignals,
  ) {}

  /**
   * One attempt. What becomes of it is in the job's row; BullMQ learns of nothing but a worker that breaks down.
   * @throws WaitingError when the process ends, for BullMQ to hand the attempt to another worker
   */
  async run(
    processing: JobProcessing,
    handler: JobHandler<object>,
    carried: CarriedJob,
    token: string | undefined,
    shutdown: AbortSignal | undefined,
  ): Promise<void> {
    const envelope = openEnvelope(carried.data);
    const log = { job: processing.job.name, id: envelope.id, attempt: envelope.attempt };
    const ended = attemptDuration.startTimer({ queue: processing.job.name });
    let attempt: RunningAttempt | null = null;
    try {
      const checkpoint =
        carried.attemptsStarted > 1 ? await this.checkpointOf(envelope) : envelope.checkpoint;
      attempt = new RunningAttempt(envelope, checkpoint, this.marks, this.files);
      await this.attempt(processing, handler, attempt, shutdown);
      ended({ outcome: 'done' });
    } catch (error) {
      if (error instanceof TakenOverError) {
        ended({ outcome: 'taken-over' });
        this.logger.warn(
          'An attempt ended after another attempt had taken over the job; the late result is discarded',
          log,
        );
        return;
      }
      if (shutdown?.aborted && !(await this.isCancelled(envelope, error))) {
        ended({ outcome: 'given-back' });
        this.logger.warn(
          'A job was interrupted because the process is shutting down; another worker will take it over.',
          log,
        );
        await carried.moveToWait(token);
        throw new WaitingError();
      }
      if (error instanceof JobHeldError && !shutdown?.aborted) {
        ended({ outcome: await this.giveBack(envelope, error, log) });
        return;
      }
      const cause = shutdown?.aborted ? cancelledBy(error) : error;
      ended({ outcome: await this.fail(processing, envelope, cause, attempt?.unwritten ?? null) });
    }
    this.wakes.send(jobsAreDue);
  }

  /** The attempts that run here now. */
  attempts(): readonly RunningAttempt[] {
    return [...this.running];
  }

  private async attempt(
    processing: JobProcessing,
    handler: JobHandler<object>,
    attempt: RunningAttempt,
    shutdown: AbortSignal | undefined,
  ): Promise<void> {
    const { job, timeoutMs, effects } = processing;
    const timer = setTimeout(
      () => attempt.breakOff(new TimedOutError(`The job took longer than ${timeoutMs} ms.`)),
      timeoutMs,
    );
    const end = () => attempt.breakOff(new Error('The process is shutting down.'));
    shutdown?.addEventListener('abort', end, { once: true });
    this.running.add(attempt);
    const work = async () => {
      const payload = readPayload(job, attempt.envelope.payload);
      inHandler();
      const answer = await attempt.unlessBroken(Promise.resolve(handler.run(payload, attempt)));
      const result = answer === undefined ? null : jsonObject(answer, 'result');
      afterEffect();
      return result;
    };
    try {
      await enterContext(contextOf(job, attempt.envelope), () =>
        effects === 'database'
          ? this.database.separateTransaction(async () => this.done(attempt, await work()))
          : work().then((result) => this.persist(shutdown, () => this.done(attempt, result))),
      );
      afterMark();
    } finally {
      clearTimeout(timer);
      this.running.delete(attempt);
      shutdown?.removeEventListener('abort', end);
    }
  }

  private async done(attempt: RunningAttempt, result: string | null): Promise<void> {
    if (!(await this.marks.done(attempt.envelope, result, attempt.unwritten))) throw new TakenOverError();
  }

  /** Whether the job was cancelled, though its process ends before it has noticed: then nobody is to take it over. */
  private async isCancelled({ id, scope, attempt }: JobEnvelope, error: unknown): Promise<boolean> {
    if (error instanceof JobCancelledError) return true;
    // The process ends: what cannot be read now, the worker finds out that begins the attempt again.
    const rows = await inScope(scope, () =>
      this.database.read(
        "SELECT id FROM jobs WHERE id = ? AND organization_id = ? AND state = 'active' AND attempt = ? AND cancel_requested = TRUE",
        [id, storedScope(scope), attempt],
      ),
    ).catch(() => []);
    return rows.length > 0;
  }

  private async giveBack(
    envelope: JobEnvelope,
    { wasHeldBefore }: JobHeldError,
    log: object,
  ): Promise<'given-back' | 'cancelled' | 'taken-over'> {
    const pauseMs = wasHeldBefore ? heldPauseMs : 0;
    const became = await this.persist(undefined, () =>
      withContext({ requestId: envelope.requestId }, () =>
        this.marks.givenBack(envelope, failureOfCancelled(envelope), pauseMs),
      ),
    );
    if (became === 'cancelled') this.logger.log('A job was cancelled', log);
    else if (wasHeldBefore)
      this.logger.warn(
        `A job of a held organization was started, because a worker of an older version dispatches jobs. The job is retried after ${heldPauseMs / 1_000} s; stop the processes of the older version.`,
        log,
      );
    else
      this.logger.log(
        'A job was interrupted because its organization is held; it will be resumed later',
        log,
      );
    return became ?? 'taken-over';
  }

  private async fail(
    { job }: JobProcessing,
    envelope: JobEnvelope,
    error: unknown,
    progress: JobProgress | null,
  ): Promise<AttemptOutcome> {
    const failure = { ...failureOfAttempt(error, envelope), progress };
    const { attempt, maxAttempts, requestId, id } = envelope;
    const log = { job: job.name, id, attempt, attempts: maxAttempts, requestId, outcome: failure.outcome };
    if (error instanceof RightsLostError) this.logger.warn(`A job was cancelled: ${failure.error}`, log);
    else if (error instanceof JobCancelledError) this.logger.log('A job was cancelled', log);
    else if (failure.retryInMs === null) this.logger.error('A job failed and is now dead', log, error);
    else this.logger.error('A job failed', log, error);
    await this.persist(undefined, () =>
      withContext({ requestId }, () => this.marks.failed(envelope, failure)),
    );
    return failure.outcome;
  }

  /**
   * What an attempt that was given back has saved since it was admitted.
   * @throws TakenOverError when it is over; JobCancelledError when its job was cancelled meanwhile
   */
  private async checkpointOf({ id, scope, attempt }: JobEnvelope): Promise<unknown> {
    const [row] = await inScope(scope, () =>
      this.database.read<{ checkpoint: unknown; cancel_requested: number | boolean }>(
        "SELECT checkpoint, cancel_requested FROM jobs WHERE id = ? AND organization_id = ? AND state = 'active' AND attempt = ?",
        [id, storedScope(scope), attempt],
      ),
    );
    if (!row) throw new TakenOverError();
    if (row.cancel_requested) throw cancelledBy(null);
    return parsed(row.checkpoint);
  }

  /** Writes an end that the handler has reached, also when the database is away for a while. */
  private async persist<T>(shutdown: AbortSignal | undefined, write: () => Promise<T>): Promise<T> {
    const until = performance.now() + markWithinMs;
    for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
      try {
        return await write();
      } catch (error) {
        const away = (error as { kind?: unknown }).kind === 'unavailable';
        if (!away || shutdown?.aborted || performance.now() + pauseMs > until) throw error;
        await pause(pauseMs);
      }
    }
  }
}

function cancelledBy(error: unknown): JobCancelledError {
  return error instanceof JobCancelledError ? error : new JobCancelledError('The job was cancelled.');
}

import { withContext } from '@keelson/kernel';
import { jsonObject } from './json-object.js';
import { TakenOverError, type JobAttempt } from './job-handler.js';
import type { JobEnvelope } from './job-envelope.js';
import type { JobMarks } from './job-marks.js';
import type { JobProgress } from './job.entity.js';

/** Milliseconds between two writes of an attempt's progress. */
const progressEveryMs = 1_000;

/** An attempt that runs in this process. */
export class RunningAttempt implements JobAttempt {
  private readonly stop = new AbortController();
  private readonly broken: Promise<never>;
  private progressAt = -progressEveryMs;
  /** Progress that is not written yet; the mark at the end takes it along. */
  unwritten: JobProgress | null = null;

  constructor(
    readonly envelope: JobEnvelope,
    readonly checkpoint: unknown,
    private readonly marks: JobMarks,
  ) {
    this.broken = new Promise((_, reject) => {
      this.signal.addEventListener('abort', () => reject(this.signal.reason as Error), { once: true });
    });
    // Nobody listens when the attempt is broken off between two pieces of work.
    this.broken.catch(() => undefined);
  }

  get id(): string {
    return this.envelope.id;
  }

  get number(): number {
    return this.envelope.attempt;
  }

  get signal(): AbortSignal {
    return this.stop.signal;
  }

  /** Ends the attempt; what the handler still does is nobody's. */
  breakOff(reason: Error): void {
    this.stop.abort(reason);
  }

  /** Waits for `work`, or for the end of the attempt. */
  async unlessBroken<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.broken]);
  }

  async save(checkpoint: object): Promise<void> {
    const json = jsonObject(checkpoint, 'checkpoint');
    this.signal.throwIfAborted();
    if (!(await this.marks.saved(this.envelope, json))) throw new TakenOverError();
  }

  progress(done: number, total?: number): void {
    if (!Number.isFinite(done) || (total !== undefined && !Number.isFinite(total))) return;
    this.unwritten = { done, total: total ?? null };
    const now = performance.now();
    if (now - this.progressAt < progressEveryMs || this.signal.aborted) return;
    this.progressAt = now;
    const written = this.unwritten;
    this.unwritten = null;
    // Apart from a transaction under way, which would hide it until its commit.
    withContext({ unit: null }, () => this.marks.progressed(this.envelope, written)).catch(() => {
      this.unwritten ??= written;
    });
  }
}

import { withContext } from '@keelson/kernel';
import type { AttemptFiles } from './files/attempt-files.js';
import type { FileContent, FileOfJob } from './files/file-of-job.js';
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
  private latest: JobProgress | null = null;
  /** The progress that the row is known to show. */
  private written: JobProgress | null = null;
  private writing = false;

  constructor(
    readonly envelope: JobEnvelope,
    readonly checkpoint: unknown,
    private readonly marks: JobMarks,
    private readonly files: AttemptFiles,
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

  /** Progress that the row may not show yet, also when its write is under way; the mark at the end takes it along. */
  get unwritten(): JobProgress | null {
    return this.latest === this.written ? null : this.latest;
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

  writeFile(file: FileOfJob, content: FileContent): Promise<{ readonly bytes: number }> {
    return this.files.write(this.envelope, file, content, this.signal);
  }

  progress(done: number, total?: number): void {
    if (!Number.isFinite(done) || (total !== undefined && !Number.isFinite(total))) return;
    const progress = { done, total: total ?? null };
    this.latest = progress;
    const now = performance.now();
    // One write at a time: two of them could come to the row in the other order.
    if (this.writing || now - this.progressAt < progressEveryMs || this.signal.aborted) return;
    this.progressAt = now;
    this.writing = true;
    // Apart from a transaction under way, which would hide it until its commit.
    withContext({ unit: null }, () => this.marks.progressed(this.envelope, progress))
      .then(() => (this.written = progress))
      // The next one is as good.
      .catch(() => undefined)
      .finally(() => (this.writing = false));
  }
}

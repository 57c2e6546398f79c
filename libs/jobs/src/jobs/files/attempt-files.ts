import { Injectable } from '@nestjs/common';
import { Database } from '@keelson/sql/ports';
import { givenUp } from '../attempt-failure.js';
import type { AttemptRef } from '../attempt-ref.js';
import { JobMarks } from '../job-marks.js';
import { evenChunks } from './even-chunks.js';
import { assertFileOfJob, type FileContent, type FileOfJob } from './file-of-job.js';
import { JobFiles } from './job-files.js';
import { fileTooLarge } from './job-files.errors.js';

/** Bytes of the largest file that a job leaves. */
export const largestFileBytes = 268_435_456;

/** Stores the files that attempts leave: each chunk commits only while the job is still the attempt's. */
@Injectable()
export class AttemptFiles {
  constructor(
    private readonly database: Database,
    private readonly marks: JobMarks,
    private readonly files: JobFiles,
  ) {}

  /** As `JobAttempt.writeFile` says. */
  async write(
    ref: AttemptRef,
    file: FileOfJob,
    content: FileContent,
    signal: AbortSignal,
  ): Promise<{ readonly bytes: number }> {
    assertFileOfJob(file);
    if (ref.scope.kind === 'installation')
      throw new Error(
        'An installation job cannot write a file, because no organization could read it. Enqueue a job that writes the file inside asOrganization(id, …).',
      );
    const { id } = ref;
    await this.held(ref, () => this.files.create({ ...file, id, jobId: id }));
    try {
      let [number, bytes] = [0, 0];
      for await (const chunk of evenChunks(bytesOf(content))) {
        signal.throwIfAborted();
        bytes += chunk.length;
        if (bytes > largestFileBytes)
          throw givenUp(fileTooLarge({ detail: `A job's file can have at most ${largestFileBytes} bytes.` }));
        await this.held(ref, () => this.files.append(id, number, chunk));
        number += 1;
      }
      await this.held(ref, () => this.files.grow(id, { bytes, complete: true }));
      return { bytes };
    } catch (error) {
      // What can't be removed now goes when its time is over, or when another attempt begins anew.
      await this.held(ref, () => this.files.remove(id)).catch(() => undefined);
      throw error;
    }
  }

  private held<T>(ref: AttemptRef, work: () => Promise<T>): Promise<T> {
    return this.database.transaction(async () => {
      await this.marks.hold(ref);
      return work();
    });
  }
}

async function* bytesOf(content: FileContent): AsyncGenerator<Uint8Array, void> {
  for await (const piece of content) yield typeof piece === 'string' ? Buffer.from(piece) : piece;
}

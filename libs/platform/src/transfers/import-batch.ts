import { DomainError } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import type { JobAttempt } from '../jobs/job-handler.js';
import { Database } from '../persistence/database.js';
import { refusalOf, type ImportLine, type Refusal } from './import-lines.js';
import { JobFiles } from './job-files.js';
import type { FilePlace } from './records.js';
import type { RowCreation } from './row-creation.js';

/** Refused lines that the report tells; more are only counted. */
export const mostReported = 10_000;

/** How far an import is. What is before it has been written, with this, in one transaction. */
export interface ImportProgress extends FilePlace {
  /** The columns of CSV, once they are read. */
  readonly header: readonly string[] | null;
  readonly accepted: number;
  readonly refused: number;
  /** Refused lines that the report holds. */
  readonly reported: number;
  readonly reportChunks: number;
  readonly reportBytes: number;
  readonly complete: boolean;
}

interface BatchContext {
  /** Where the file goes on after all of the lines. */
  readonly end: FilePlace;
  readonly rows: ReturnType<RowCreation['of']>;
  readonly attempt: JobAttempt;
}

/** A line whose row could not be written: what the transaction has done must be undone, and done without it. */
class RefusedLine extends Error {
  constructor(
    readonly index: number,
    readonly refusal: Refusal,
  ) {
    super('A line was refused.');
  }
}

/** Writes the rows of some lines, what the report says of the others, and the place after them, in one transaction. */
@Injectable()
export class ImportBatch {
  constructor(
    private readonly database: Database,
    private readonly files: JobFiles,
  ) {}

  /**
   * Writes as many of the lines as go in together: up to the first whose row is refused, and its refusal.
   * @returns how many that were, and the place after them
   */
  async write(
    lines: readonly ImportLine[],
    before: ImportProgress,
    context: BatchContext,
  ): Promise<{ lines: number; progress: ImportProgress }> {
    for (let some = lines; ;) {
      try {
        return {
          lines: some.length,
          progress: await this.together(some, before, context, some.length === lines.length),
        };
      } catch (error) {
        if (!(error instanceof RefusedLine)) throw error;
        const { index, refusal } = error;
        some = [...some.slice(0, index), { ...(some[index] as ImportLine), input: null, refusal }];
      }
    }
  }

  private together(
    lines: readonly ImportLine[],
    before: ImportProgress,
    { end, rows, attempt }: BatchContext,
    all: boolean,
  ): Promise<ImportProgress> {
    return this.database.separateTransaction(async () => {
      const refusals: Refusal[] = [];
      for (const [index, { input, line, refusal }] of lines.entries()) {
        if (!input) {
          if (refusal) refusals.push(refusal);
          continue;
        }
        const missing = await rows.check(input).catch((error: unknown) => ofLine(line, error));
        if (missing) refusals.push(missing);
        else
          await rows.create(input).catch((error: unknown) => {
            throw new RefusedLine(index, ofLine(line, error));
          });
      }
      const told = refusals.slice(0, mostReported - before.reported);
      const report = Buffer.from(told.map((one) => `${JSON.stringify(one)}\n`).join(''));
      const { at, line } = all ? end : (lines.at(-1)?.next ?? end);
      const progress: ImportProgress = {
        ...before,
        at,
        line,
        accepted: before.accepted + lines.length - refusals.length,
        refused: before.refused + refusals.length,
        reported: before.reported + told.length,
        reportChunks: before.reportChunks + (report.length > 0 ? 1 : 0),
        reportBytes: before.reportBytes + report.length,
      };
      if (report.length > 0) await this.files.append(attempt.id, before.reportChunks, report);
      await attempt.save(progress);
      return progress;
    });
  }
}

/** What the report says of a line's own failure; what is the moment's goes on. */
function ofLine(line: number, error: unknown): Refusal {
  if (error instanceof DomainError && error.kind !== 'unavailable' && error.kind !== 'too_many_requests')
    return refusalOf(line, error);
  throw error;
}

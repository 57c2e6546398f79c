import { DomainError } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import type { JobAttempt } from '../jobs/job-handler.js';
import { SqlDatabase } from '../persistence/sql-database.js';
import { refusalOf, type ImportLine, type Refusal } from './import-lines.js';
import { JobFiles } from './job-files.js';
import type { FilePlace } from './records.js';
import type { NewRows } from './row-creation.js';

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
  readonly rows: NewRows;
  readonly attempt: JobAttempt;
}

/** A line that is good in itself. */
interface GoodLine {
  readonly line: number;
  readonly input: object;
}

/** Writes the rows of some lines, what the report says of the others, and the place after them, in one transaction. */
@Injectable()
export class ImportBatch {
  constructor(
    private readonly database: SqlDatabase,
    private readonly files: JobFiles,
  ) {}

  /** @returns how far the import is then */
  write(
    lines: readonly ImportLine[],
    before: ImportProgress,
    context: BatchContext,
  ): Promise<ImportProgress> {
    return this.database.separateTransaction(async () => {
      const refusals = [
        ...lines.flatMap(({ refusal }) => refusal ?? []),
        ...(await this.create(lines.filter(isGood), context.rows)),
      ].sort((one, other) => one.line - other.line);
      const told = refusals.slice(0, mostReported - before.reported);
      const report = Buffer.from(told.map((one) => `${JSON.stringify(one)}\n`).join(''));
      const progress: ImportProgress = {
        ...before,
        at: context.end.at,
        line: context.end.line,
        accepted: before.accepted + lines.length - refusals.length,
        refused: before.refused + refusals.length,
        reported: before.reported + told.length,
        reportChunks: before.reportChunks + (report.length > 0 ? 1 : 0),
        reportBytes: before.reportBytes + report.length,
      };
      if (report.length > 0) await this.files.append(context.attempt.id, before.reportChunks, report);
      await context.attempt.save(progress);
      return progress;
    });
  }

  /** All of the rows together; when one of them is refused, each by itself. */
  private async create(lines: readonly GoodLine[], rows: NewRows): Promise<Refusal[]> {
    const missing = await rows.missing(lines.map(({ input }) => input));
    const refusals = lines.flatMap(({ line }, index) => {
      const error = missing[index];
      return error ? [refusalOf(line, error)] : [];
    });
    const whole = lines.filter((_, index) => !missing[index]);
    if (whole.length === 0 || (await this.refusalOf(whole, rows)) === null) return refusals;
    for (const line of whole) {
      const refusal = await this.refusalOf([line], rows);
      if (refusal) refusals.push(refusal);
    }
    return refusals;
  }

  /** Why these rows can not be written; null when they were. */
  private async refusalOf(lines: readonly GoodLine[], rows: NewRows): Promise<Refusal | null> {
    try {
      await this.database.unit().part(() => rows.create(lines.map(({ input }) => input)));
      return null;
    } catch (error) {
      // What is the moment's and not the line's goes on.
      if (error instanceof DomainError && error.kind !== 'unavailable' && error.kind !== 'too_many_requests')
        return refusalOf(lines[0]?.line ?? 0, error);
      throw error;
    }
  }
}

function isGood(line: ImportLine): line is ImportLine & GoodLine {
  return line.input !== null;
}

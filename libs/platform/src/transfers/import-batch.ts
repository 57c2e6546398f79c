import { DomainError } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { type JobAttempt, JobFiles } from '../jobs/ports.js';
import { SqlDatabase } from '../persistence/ports.js';
import type { ImportProgress, LinesRead } from './import-progress.js';
import { refusalOf, type ImportLine, type Refusal } from './import-lines.js';

import type { NewRows } from './row-creation.js';

/** Refused lines that the report tells; more are only counted. */
export const mostReported = 10_000;

interface BatchContext {
  /** What is read of the file with all of the lines. */
  readonly read: LinesRead;
  readonly rows: NewRows;
  readonly attempt: JobAttempt;
}

/** A line that is good in itself. */
type GoodLine = ImportLine & { readonly input: object };

interface Created {
  /** Rows that were written. */
  readonly created: number;
  readonly refusals: readonly Refusal[];
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
      const { created, refusals: refused } = await this.create(lines.filter(isGood), context.rows);
      const refusals = [...lines.flatMap(({ refusal }) => refusal ?? []), ...refused].sort(
        (one, other) => one.line - other.line,
      );
      const told = refusals.slice(0, mostReported - before.reported);
      const report = Buffer.from(told.map((one) => `${JSON.stringify(one)}\n`).join(''));
      const progress: ImportProgress = {
        ...before,
        ...context.read,
        accepted: before.accepted + created,
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
  private async create(lines: readonly GoodLine[], rows: NewRows): Promise<Created> {
    const missing = await rows.missing(lines.map(({ input }) => input));
    const refusals = lines.flatMap((line, index) => {
      const error = missing[index];
      return error ? [refusalOf(line, error)] : [];
    });
    const whole = lines.filter((_, index) => !missing[index]);
    if (whole.length === 0 || (await this.refusalOf(whole, rows)) === null)
      return { created: whole.length, refusals };
    let created = 0;
    for (const line of whole) {
      const refusal = await this.refusalOf([line], rows);
      if (refusal) refusals.push(refusal);
      else created += 1;
    }
    return { created, refusals };
  }

  /** Why these rows can not be written; null when they were. */
  private async refusalOf(lines: readonly GoodLine[], rows: NewRows): Promise<Refusal | null> {
    try {
      await this.database.unit().part(() => rows.create(lines.map(({ input }) => input)));
      return null;
    } catch (error) {
      // What is the moment's and not the line's goes on.
      if (error instanceof DomainError && error.kind !== 'unavailable' && error.kind !== 'too_many_requests')
        return refusalOf(lines[0] as GoodLine, error);
      throw error;
    }
  }
}

function isGood(line: ImportLine): line is GoodLine {
  return line.input !== null;
}

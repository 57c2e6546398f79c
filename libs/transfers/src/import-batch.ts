import { Invoker, type CatalogOperation } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { type JobAttempt, JobFiles } from '@keelson/jobs/ports';
import { SqlDatabase } from '@keelson/sql/ports';
import type { ImportProgress, LinesRead } from './import-progress.js';
import { refusalOf, type ImportLine, type Refusal } from './import-lines.js';

/** Refused lines that the report tells; more are only counted. */
export const mostReported = 10_000;

interface BatchContext {
  /** What is read of the file with all of the lines. */
  readonly read: LinesRead;
  /** The resource's `create`. */
  readonly creation: CatalogOperation;
  readonly attempt: JobAttempt;
}

/** A line that is good in itself. */
type GoodLine = ImportLine & { readonly input: object };

/** Writes the rows of some lines, what the report says of the others, and the place after them, in one transaction. */
@Injectable()
export class ImportBatch {
  constructor(
    private readonly database: SqlDatabase,
    private readonly invoker: Invoker,
    private readonly files: JobFiles,
  ) {}

  /** @returns how far the import is then */
  write(
    lines: readonly ImportLine[],
    before: ImportProgress,
    context: BatchContext,
  ): Promise<ImportProgress> {
    return this.database.separateTransaction(async () => {
      const good = lines.filter(isGood);
      const refused = await this.create(good, context.creation);
      const refusals = [...lines.flatMap(({ refusal }) => refusal ?? []), ...refused].sort(
        (one, other) => one.line - other.line,
      );
      const told = refusals.slice(0, mostReported - before.reported);
      const report = Buffer.from(told.map((one) => `${JSON.stringify(one)}\n`).join(''));
      const progress: ImportProgress = {
        ...before,
        ...context.read,
        accepted: before.accepted + good.length - refused.length,
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

  private async create(lines: readonly GoodLine[], creation: CatalogOperation): Promise<Refusal[]> {
    const errors = await this.invoker.invokeMany(
      creation,
      lines.map(({ input }) => input),
    );
    return lines.flatMap((line, index) => {
      const error = errors[index];
      return error ? [refusalOf(line, error)] : [];
    });
  }
}

function isGood(line: ImportLine): line is GoodLine {
  return line.input !== null;
}

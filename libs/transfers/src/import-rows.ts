import {
  defineJob,
  DomainError,
  FeatureRegistry,
  Identifier,
  OneOf,
  OperationCatalog,
  permissionOf,
  Text,
  transferFormats,
  type ConcreteType,
  type TransferFormat,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { UnrecoverableError } from 'bullmq';
import {
  fileGone,
  givenUp,
  type JobAttempt,
  JobFiles,
  type JobHandler,
  JobProcessor,
  type NewFile,
  uploadedChunk,
} from '@keelson/jobs/ports';
import { Database } from '@keelson/sql/ports';
import { ActingCallers } from './acting-caller.js';
import { ImportBatch } from './import-batch.js';
import {
  assertAccounted,
  progressFrom,
  resultOf,
  type ImportProgress,
  type ImportResult,
  type LinesRead,
} from './import-progress.js';
import { headerOf, LineReader, type ImportLine } from './import-lines.js';
import { recordsOf } from './records.js';

/** Lines of one transaction at most. */
const together = 256;
/** Bytes of the file from which on there are enough of them: a statement must fit into MariaDB's packet of 16 MiB. */
const enough = 1_048_576;
/** Milliseconds after which the files of an import are kept for longer. */
const keepEveryMs = 60_000;

export class ImportOrder {
  @Text({ max: 100 })
  path!: string;

  @OneOf(Object.keys(transferFormats))
  format!: TransferFormat;

  @Identifier()
  fileId!: string;
}

export const importRows = defineJob('rows.import', ImportOrder, { attempts: 20 });

/** Makes a row of each line of an uploaded file, as the user who asked for it; tells which lines were refused and why. */
@JobProcessor(importRows, { concurrency: 2, timeoutMs: 3_600_000 })
@Injectable()
export class ImportRows implements JobHandler<ImportOrder> {
  constructor(
    private readonly registry: FeatureRegistry,
    private readonly database: Database,
    private readonly files: JobFiles,
    private readonly callers: ActingCallers,
    private readonly catalog: OperationCatalog,
    private readonly batches: ImportBatch,
  ) {}

  async run(order: ImportOrder, attempt: JobAttempt): Promise<ImportResult> {
    const resource = this.registry.resources.find(({ path }) => path === order.path);
    if (!resource?.import || !resource.create)
      throw new UnrecoverableError(`The resource "${order.path}" has no import.`);
    const act = this.callers.forJob(permissionOf(resource, 'import'));
    const creation = this.catalog.of(resource, 'create');
    let progress = progressFrom(attempt.checkpoint);
    if (!attempt.checkpoint) await this.begin(order, progress, attempt);
    if (!progress.complete) {
      const file = await this.files.find(order.fileId);
      if (!file)
        throw givenUp(fileGone({ detail: 'The file expired before it was imported; upload it again.' }));
      let keptAt = -keepEveryMs;
      for await (const { lines, read, header } of this.lines(resource.create, order, progress)) {
        if (read.at === progress.at) continue;
        attempt.signal.throwIfAborted();
        const before = { ...progress, header };
        progress = await act(() => this.batches.write(lines, before, { read, creation, attempt }));
        attempt.progress(progress.at, file.bytes);
        if (performance.now() - keptAt < keepEveryMs) continue;
        keptAt = performance.now();
        await this.files.keep([order.fileId, attempt.id]);
      }
      assertAccounted(progress, file);
      progress = await this.finish(order, progress, attempt);
    }
    return resultOf(progress);
  }

  private async begin(order: ImportOrder, progress: ImportProgress, attempt: JobAttempt): Promise<void> {
    await this.database.separateTransaction(async () => {
      await this.files.create(importReport(attempt.id, order.path));
      await attempt.save(progress);
    });
  }

  private async *lines(type: ConcreteType, { fileId, format }: ImportOrder, from: ImportProgress) {
    let { header } = from;
    let reader = new LineReader(type, header);
    let lines: ImportLine[] = [];
    let begun = from.at;
    const chunk = Math.floor(from.at / uploadedChunk);
    const records = recordsOf(
      from.at === 0
        ? this.files.chunks(fileId)
        : after(this.files.chunks(fileId, chunk), from.at % uploadedChunk),
      from,
      format === 'csv',
    );
    let read: LinesRead = { at: from.at, line: from.line, rows: from.rows, skipped: from.skipped };
    for await (const record of records) {
      const isHeader = format === 'csv' && header === null;
      const line = isHeader ? null : reader.read(record);
      const rows = line ? 1 : 0;
      read = {
        ...record.next,
        rows: read.rows + rows,
        skipped: read.skipped + record.next.line - record.line - rows,
      };
      if (isHeader) {
        header = givingUp(() => headerOf(type, record.bytes));
        reader = new LineReader(type, header);
        continue;
      }
      if (line) lines.push(line);
      if (lines.length < together && read.at - begun < enough) continue;
      yield { lines, read, header };
      [lines, begun] = [[], read.at];
    }
    yield { lines, read, header };
  }

  /** The upload has served; the report can be read. */
  private async finish(
    { fileId }: ImportOrder,
    progress: ImportProgress,
    attempt: JobAttempt,
  ): Promise<ImportProgress> {
    const complete = { ...progress, complete: true };
    await this.database.separateTransaction(async () => {
      await this.files.remove(fileId);
      await this.files.grow(attempt.id, { bytes: progress.reportBytes, complete: true });
      await attempt.save(complete);
    });
    return complete;
  }
}

/** What an import tells of the lines that it refused. Its room is taken when it is asked for; the job begins it. */
export function importReport(jobId: string, path: string): NewFile {
  const name = `${path}-import-report.ndjson`;
  return { id: jobId, name, mediaType: transferFormats.ndjson, jobId };
}

/** Another attempt would meet the same. */
function givingUp<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof DomainError ? givenUp(error) : error;
  }
}

/** The chunks without the first `skip` bytes of the first one. */
async function* after(chunks: AsyncIterable<Buffer>, skip: number): AsyncGenerator<Buffer, void> {
  let left = skip;
  for await (const chunk of chunks) {
    yield left > 0 ? chunk.subarray(left) : chunk;
    left = 0;
  }
}

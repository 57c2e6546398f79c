import {
  defineJob,
  DomainError,
  FeatureRegistry,
  Identifier,
  OneOf,
  permissionOf,
  Text,
  transferFormats,
  type ConcreteType,
  type TransferFormat,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { UnrecoverableError } from 'bullmq';
import { givenUp } from '../jobs/attempt-failure.js';
import type { JobAttempt, JobHandler } from '../jobs/job-handler.js';
import { JobProcessor } from '../jobs/job-processor.js';
import { Database } from '../persistence/database.js';
import { ActingCallers } from './acting-caller.js';
import { ImportBatch, type ImportProgress } from './import-batch.js';
import { headerOf, LineReader, type ImportLine } from './import-lines.js';
import { JobFiles, uploadedChunk } from './job-files.js';
import { recordsOf } from './records.js';
import { RowCreation } from './row-creation.js';
import { fileGone } from './transfers.errors.js';

/** Lines of one transaction at most. */
const together = 256;
/** Bytes of their records from which on there are enough of them: a statement must fit into MariaDB's packet of 16 MiB. */
const enough = 1_048_576;

export class ImportOrder {
  @Text({ max: 100 })
  path!: string;

  @OneOf(Object.keys(transferFormats))
  format!: TransferFormat;

  @Identifier()
  fileId!: string;
}

export const importRows = defineJob('rows.import', ImportOrder, { attempts: 20 });

const beginning: ImportProgress = {
  at: 0,
  line: 1,
  header: null,
  accepted: 0,
  refused: 0,
  reported: 0,
  reportChunks: 0,
  reportBytes: 0,
  complete: false,
};

/** Makes a row of each line of an uploaded file, as the user who asked for it; tells which lines were refused and why. */
@JobProcessor(importRows, { concurrency: 2, timeoutMs: 3_600_000 })
@Injectable()
export class ImportRows implements JobHandler<ImportOrder> {
  constructor(
    private readonly registry: FeatureRegistry,
    private readonly database: Database,
    private readonly files: JobFiles,
    private readonly callers: ActingCallers,
    private readonly creation: RowCreation,
    private readonly batches: ImportBatch,
  ) {}

  async run(order: ImportOrder, attempt: JobAttempt): Promise<{ accepted: number; refused: number }> {
    const resource = this.registry.resources.find(({ path }) => path === order.path);
    if (!resource?.import || !resource.create)
      throw new UnrecoverableError(`Nothing to import at "${order.path}".`);
    const act = this.callers.forJob(permissionOf(resource, 'import'));
    const rows = this.creation.of(resource);
    let progress = (attempt.checkpoint as ImportProgress | null) ?? (await this.begin(order, attempt));
    if (!progress.complete) {
      const file = await this.files.find(order.fileId);
      if (!file) throw givenUp(fileGone({ detail: 'It was not read in time; send it again.' }));
      for await (const lines of this.lines(resource.create, order, progress)) {
        const { read, end, header } = lines;
        if (read.length === 0 && end.at === progress.at) continue;
        attempt.signal.throwIfAborted();
        const before = { ...progress, header };
        progress = await act(() => this.batches.write(read, before, { end, rows, attempt }));
        attempt.progress(progress.at, file.bytes);
      }
      progress = await this.finish(order, progress, attempt);
    }
    return { accepted: progress.accepted, refused: progress.refused };
  }

  private async begin(order: ImportOrder, attempt: JobAttempt): Promise<ImportProgress> {
    await this.database.separateTransaction(async () => {
      await this.files.create({
        id: attempt.id,
        name: `${order.path}-import-report.ndjson`,
        mediaType: transferFormats.ndjson,
      });
      await attempt.save(beginning);
    });
    return beginning;
  }

  private async *lines(type: ConcreteType, { fileId, format }: ImportOrder, from: ImportProgress) {
    let { header } = from;
    let reader = new LineReader(type, header);
    let read: ImportLine[] = [];
    let bytes = 0;
    const chunk = Math.floor(from.at / uploadedChunk);
    const records = recordsOf(
      from.at === 0
        ? this.files.chunks(fileId)
        : after(this.files.chunks(fileId, chunk), from.at % uploadedChunk),
      from,
      format === 'csv',
    );
    let end = { at: from.at, line: from.line };
    for await (const record of records) {
      end = record.next;
      if (format === 'csv' && header === null) {
        header = givingUp(() => headerOf(type, record.bytes));
        reader = new LineReader(type, header);
        continue;
      }
      const line = reader.read(record);
      if (line) read.push(line);
      bytes += record.bytes?.length ?? 0;
      if (read.length < together && bytes < enough) continue;
      yield { read, end, header };
      [read, bytes] = [[], 0];
    }
    yield { read, end, header };
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
      await this.files.grow(attempt.id, progress.reportBytes, true);
      await attempt.save(complete);
    });
    return complete;
  }
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

import {
  defineJob,
  FeatureRegistry,
  OneOf,
  permissionOf,
  readCursor,
  readListQuery,
  Text,
  transferFormats,
  type FieldSpec,
  type ListQuery,
  type Resource,
  type TransferFormat,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { UnrecoverableError } from 'bullmq';
import {
  type JobAttempt,
  JobFiles,
  type JobHandler,
  JobProcessor,
  longestChunk,
  type NewFile,
} from '@keelson/jobs/ports';
import { Database, ScopedStores, ServerClock } from '@keelson/sql/ports';
import { ActingCallers, type Acting } from './acting-caller.js';
import { cellOf, csvRow } from './csv.js';
import { assertStillShown, columnsFor, fieldsOfColumns } from './export-columns.js';

/** Rows of one page. */
const together = 500;
/** Bytes from which on what is written goes to the database. */
const enough = 262_144;

export class ExportOrder {
  @Text({ max: 100 })
  path!: string;

  @OneOf(Object.keys(transferFormats))
  format!: TransferFormat;

  /** The parameters of the list, as JSON. */
  @Text({ max: 16_000 })
  query!: string;
}

export const exportRows = defineJob('rows.export', ExportOrder, { attempts: 20 });

/** How far an export is. What is before it has been written, with this, in one transaction. */
interface Progress {
  readonly cursor: string | null;
  readonly rows: number;
  readonly total: number | null;
  readonly chunks: number;
  readonly bytes: number;
  readonly complete: boolean;
  /** The names of the columns, which stay as they were at the beginning; exports that version 0.1 began have none. */
  readonly columns?: readonly string[];
}

/** Writes the rows of a list into a file, page by page, as the user who asked for it may see them. */
@JobProcessor(exportRows, { concurrency: 2, timeoutMs: 3_600_000 })
@Injectable()
export class ExportRows implements JobHandler<ExportOrder> {
  constructor(
    private readonly registry: FeatureRegistry,
    private readonly stores: ScopedStores,
    private readonly database: Database,
    private readonly files: JobFiles,
    private readonly callers: ActingCallers,
    private readonly clock: ServerClock,
  ) {}

  async run(order: ExportOrder, attempt: JobAttempt): Promise<{ rows: number; bytes: number }> {
    const resource = this.registry.resources.find(({ path }) => path === order.path);
    if (!resource?.export) throw new UnrecoverableError(`The resource "${order.path}" has no export.`);
    const act = this.callers.forJob(permissionOf(resource, 'export'));
    const wanted = {
      ...readListQuery(resource, JSON.parse(order.query) as Record<string, unknown>),
      limit: together,
    };
    // Of one that was dead for long, what it had written may be gone.
    const saved = (await this.files.find(attempt.id)) && (attempt.checkpoint as Progress | null);
    let progress = saved ?? (await this.begin(resource, order, wanted, act, attempt));
    while (!progress.complete) {
      attempt.signal.throwIfAborted();
      progress = await this.write(resource, order.format, wanted, progress, act, attempt);
      attempt.progress(progress.rows, progress.total ?? undefined);
    }
    return { rows: progress.rows, bytes: progress.bytes };
  }

  private async begin(
    resource: Resource,
    { format }: ExportOrder,
    wanted: ListQuery,
    act: Acting,
    attempt: JobAttempt,
  ): Promise<Progress> {
    const columns = await act(async () => columnsFor(resource, wanted));
    const total = await act(() => {
      assertStillShown(resource, wanted, columns);
      return this.stores.viewsOf(resource).total(wanted);
    });
    const head = format === 'csv' ? Buffer.from(csvRow(columns)) : null;
    const progress = {
      columns,
      cursor: null,
      rows: 0,
      total,
      chunks: head ? 1 : 0,
      bytes: head?.length ?? 0,
      complete: false,
    };
    await this.database.separateTransaction(async () => {
      await this.files.create(exportFile(attempt.id, resource.path, format, this.clock.now()));
      if (head) await this.files.append(attempt.id, 0, head);
      await attempt.save(progress);
    });
    return progress;
  }

  /** Reads pages until there is enough for a chunk, then writes it together with the place after it. */
  private async write(
    resource: Resource,
    format: TransferFormat,
    wanted: ListQuery,
    before: Progress,
    act: Acting,
    attempt: JobAttempt,
  ): Promise<Progress> {
    const columns = before.columns ?? (await act(async () => columnsFor(resource, wanted)));
    const fields = fieldsOfColumns(resource, columns);
    const pieces: Buffer[] = [];
    let [cursor, rows, bytes] = [before.cursor, before.rows, 0];
    do {
      const after = cursor === null ? null : readCursor(cursor, wanted.sort, wanted.descending);
      const { data, page } = await act(() => {
        assertStillShown(resource, wanted, columns);
        return this.stores.viewsOf(resource).page({ ...wanted, after });
      });
      const piece = Buffer.from(data.map((row) => written(format, fields, row)).join(''));
      pieces.push(piece);
      bytes += piece.length;
      rows += data.length;
      cursor = page.next;
      attempt.progress(rows, before.total ?? undefined);
    } while (cursor !== null && bytes < enough && !attempt.signal.aborted);
    const chunks = slices(Buffer.concat(pieces, bytes));
    const progress = {
      ...before,
      columns,
      cursor,
      rows,
      chunks: before.chunks + chunks.length,
      bytes: before.bytes + bytes,
      complete: cursor === null,
    };
    await this.database.separateTransaction(async () => {
      for (const [index, chunk] of chunks.entries())
        await this.files.append(attempt.id, before.chunks + index, chunk);
      await this.files.grow(attempt.id, progress);
      await attempt.save(progress);
    });
    return progress;
  }
}

function written(
  format: TransferFormat,
  fields: readonly FieldSpec[],
  row: Readonly<Record<string, unknown>>,
): string {
  return format === 'csv'
    ? csvRow(fields.map((field) => cellOf(field, row[field.name])))
    : `${JSON.stringify(Object.fromEntries(fields.map(({ name }) => [name, row[name] ?? null])))}\n`;
}

function slices(bytes: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += longestChunk) chunks.push(bytes.subarray(at, at + longestChunk));
  return chunks;
}

/** What an export of these rows writes. Its room is taken when it is asked for; the job begins it. */
export function exportFile(jobId: string, path: string, format: TransferFormat, now: Date): NewFile {
  const name = `${path}-${now.toISOString().slice(0, 10)}.${format}`;
  return { id: jobId, name, mediaType: transferFormats[format], jobId };
}

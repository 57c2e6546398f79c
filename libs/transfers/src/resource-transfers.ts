import {
  FeatureRegistry,
  Jobs,
  refuseHiddenFields,
  ResourceTransfers,
  transferFormats,
  unsupportedMediaType,
  type ConcreteType,
  type DeclaredResource,
  type EnqueuedJob,
  type ExportQuery,
  type ReceivedFile,
  type SentFile,
  type TransferFormat,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { ExportLog } from '@keelson/operations/ports';
import { ServerClock } from '@keelson/sql/ports';
import { exportFile, exportRows } from './export-rows.js';
import { checkBeginning } from './import-lines.js';
import { importReport, importRows } from './import-rows.js';
import { JobFiles } from '@keelson/jobs/ports';
import { Uploads } from './uploads.js';

const formats = Object.keys(transferFormats) as TransferFormat[];

/**
 * {@link ResourceTransfers}: what can be refused at once is, such as a file that the organization has no room for; the rest
 * is the jobs'.
 */
@Injectable()
export class JobTransfers extends ResourceTransfers {
  constructor(
    private readonly jobs: Jobs,
    private readonly uploads: Uploads,
    private readonly files: JobFiles,
    private readonly exports: ExportLog,
    private readonly clock: ServerClock,
    private readonly registry: FeatureRegistry,
  ) {
    super();
  }

  override async export(declared: unknown, { format, rows, given }: ExportQuery): Promise<EnqueuedJob> {
    const resource = this.registry.resolved(declared as DeclaredResource);
    refuseHiddenFields(resource, rows);
    const { path } = resource;
    const job = await this.jobs.enqueue(exportRows, { path, format, query: JSON.stringify(given) });
    await this.files.create(exportFile(job.id, path, format, this.clock.now()));
    await this.exports.record(resource, job, rows);
    return job;
  }

  override async receive(declared: unknown, { mediaType, length, body }: SentFile): Promise<ReceivedFile> {
    const { create } = this.registry.resolved(declared as DeclaredResource);
    const type = mediaType?.split(';')[0]?.trim().toLowerCase();
    const format = formats.find((one) => transferFormats[one] === type);
    if (!format || !body)
      throw unsupportedMediaType({ detail: `Send ${Object.values(transferFormats).join(' or ')}.` });
    const upload = await this.uploads.store(body, {
      mediaType: transferFormats[format],
      declared: length,
      check: (first) => checkBeginning(create as ConcreteType, format, first),
    });
    return { fileId: upload.fileId, format, sha256: upload.sha256 };
  }

  override async import(declared: unknown, { fileId, format }: ReceivedFile): Promise<EnqueuedJob> {
    const { path } = declared as DeclaredResource;
    const job = await this.jobs.enqueue(importRows, { path, format, fileId });
    await this.files.assign(fileId, job.id);
    await this.files.create(importReport(job.id, path));
    return job;
  }

  override discard({ fileId }: ReceivedFile): Promise<void> {
    return this.uploads.remove(fileId);
  }
}

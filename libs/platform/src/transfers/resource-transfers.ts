import {
  FeatureRegistry,
  Jobs,
  readListQuery,
  refuseHiddenFields,
  ResourceTransfers,
  transferFormats,
  unsupportedMediaType,
  wrongParameters,
  type ConcreteType,
  type DeclaredResource,
  type EnqueuedJob,
  type ReceivedFile,
  type SentFile,
  type TransferFormat,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { ExportLog } from '../audit/ports.js';
import { ServerClock } from '../persistence/ports.js';
import { exportFile, exportRows } from './export-rows.js';
import { checkBeginning } from './import-lines.js';
import { importReport, importRows } from './import-rows.js';
import { JobFiles } from '../jobs/ports.js';
import { Uploads } from './uploads.js';

type Query = Readonly<Record<string, unknown>>;

const formats = Object.keys(transferFormats) as TransferFormat[];
/** Parameters of a list that page it. */
const ofPages = ['limit', 'cursor', 'count', 'include'];

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

  override async export(declared: unknown, { format = 'csv', ...query }: Query): Promise<EnqueuedJob> {
    const resource = this.registry.resolved(declared as DeclaredResource);
    const errors = [
      ...(formats.includes(format as TransferFormat)
        ? []
        : [{ parameter: 'format', detail: `must be one of ${formats.join(', ')}` }]),
      ...ofPages
        .filter((name) => name in query)
        .map((parameter) => ({ parameter, detail: 'is not an accepted parameter' })),
    ];
    if (errors.length > 0) throw wrongParameters(errors);
    const wanted = readListQuery(resource, query);
    refuseHiddenFields(resource, wanted);
    const job = await this.jobs.enqueue(exportRows, {
      path: resource.path,
      format: format as TransferFormat,
      query: JSON.stringify(query),
    });
    await this.files.create(exportFile(job.id, resource.path, format as TransferFormat, this.clock.now()));
    await this.exports.record(resource, job, wanted);
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

import {
  Jobs,
  malformedBody,
  Operations,
  ResourceTransfers,
  transferFormats,
  unsupportedMediaType,
  validationFailed,
  type ConcreteType,
  type EnqueuedJob,
  type OperationMeta,
  type OperationReply,
  type OperationRequest,
  type Resource,
  type TransferFormat,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { ExportLog } from '../audit/ports.js';
import { readListRequest, ServerClock } from '../persistence/ports.js';
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
    private readonly operations: Operations,
    private readonly uploads: Uploads,
    private readonly files: JobFiles,
    private readonly exports: ExportLog,
    private readonly clock: ServerClock,
  ) {
    super();
  }

  override async export(declared: unknown, { format = 'csv', ...query }: Query): Promise<EnqueuedJob> {
    const resource = declared as Resource;
    const errors = [
      ...(formats.includes(format as TransferFormat)
        ? []
        : [{ parameter: 'format', detail: `must be one of ${formats.join(', ')}` }]),
      ...ofPages
        .filter((name) => name in query)
        .map((parameter) => ({ parameter, detail: 'is not an accepted parameter' })),
    ];
    if (errors.length > 0) throw validationFailed({ detail: 'The query is invalid; see errors.', errors });
    const wanted = readListRequest(resource, query);
    const job = await this.jobs.enqueue(exportRows, {
      path: resource.path,
      format: format as TransferFormat,
      query: JSON.stringify(query),
    });
    await this.files.create(exportFile(job.id, resource.path, format as TransferFormat, this.clock.now()));
    await this.exports.record(resource, job, wanted);
    return job;
  }

  override async import(
    declared: unknown,
    meta: OperationMeta,
    request: OperationRequest,
    reply: OperationReply,
  ): Promise<unknown> {
    const resource = declared as Resource;
    const { body, headers } = request;
    if (body === undefined) throw malformedBody({ detail: 'The body is empty.' });
    const mediaType = String(headers['content-type'] ?? '')
      .split(';')[0]
      ?.trim()
      .toLowerCase();
    const format = formats.find((one) => transferFormats[one] === mediaType);
    if (!format || !(body instanceof Readable))
      throw unsupportedMediaType({ detail: `Send ${Object.values(transferFormats).join(' or ')}.` });
    const length = headers['content-length'];
    const upload = await this.uploads
      .store(body, {
        mediaType: transferFormats[format],
        declared: length === undefined ? null : Number(length),
        check: (first) => checkBeginning(resource.create as ConcreteType, format, first),
      })
      .catch((error: unknown) => {
        // The rest of the body is still under way; this connection can't serve another request soon.
        reply.header('connection', 'close');
        throw error;
      });
    return this.enqueue(
      resource,
      format,
      upload.fileId,
      meta,
      { ...pictureOf(request), body: upload.sha256 },
      reply,
    );
  }

  /** By the operation's rules for idempotency keys: the digest stands for the body, which can't be read again. */
  private async enqueue(
    { path }: Resource,
    format: TransferFormat,
    fileId: string,
    meta: OperationMeta,
    request: OperationRequest,
    reply: OperationReply,
  ): Promise<unknown> {
    let taken = false;
    try {
      return await this.operations.run(meta, request, reply, async () => {
        const job = await this.jobs.enqueue(importRows, { path, format, fileId });
        await this.files.assign(fileId, job.id);
        await this.files.create(importReport(job.id, path));
        taken = true;
        return job;
      });
    } catch (error) {
      taken = false;
      throw error;
    } finally {
      // A repeated request, or one that was refused: nobody reads what it has sent.
      if (!taken) await this.uploads.remove(fileId);
    }
  }
}

/** Fastify's request has getters, which a spread would lose. */
function pictureOf({ method, url, headers, params, query, routeOptions }: OperationRequest) {
  return { method, url, headers, params, query, routeOptions };
}

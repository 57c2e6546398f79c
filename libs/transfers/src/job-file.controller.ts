import {
  Allow,
  currentCaller,
  currentContext,
  currentOrganizationId,
  asOrganization,
  Fails,
  forbidden,
  idOf,
  notFound,
  OnlyOnRest,
  Operation,
  permissionOf,
  Stores,
  transferFormats,
} from '@keelson/kernel';
import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import { Job, type JobFile, JobFiles } from '@keelson/jobs/ports';
import { exportRows } from './export-rows.js';
import { importRows } from './import-rows.js';
import { fileNotReady } from './transfers.errors.js';

/** The permission of the resource that a file needs beside seeing its job, by the job's queue. */
const needed: Readonly<Record<string, string>> = { [exportRows.name]: 'export', [importRows.name]: 'import' };

const unfinished: readonly string[] = ['waiting', 'delayed', 'held', 'active'];

@ApiTags('jobs')
@Controller('v1/jobs')
export class JobFileController {
  constructor(
    private readonly stores: Stores,
    private readonly files: JobFiles,
  ) {}

  @Get(':id/file')
  @Allow('jobs:read')
  @Operation('jobs:read-file', { reads: true })
  @OnlyOnRest('its response is a file')
  @Header('Cache-Control', 'no-store')
  @Fails(fileNotReady)
  @ApiOperation({
    operationId: 'read-job-file',
    summary: "Download a job's file",
    description:
      'Returns the exported rows, the rejected lines of an import with their errors, or the file that another job wrote. For an export or import, you also need the permission to export or import that resource. Files are kept for 24 hours by default.',
  })
  @ApiOkResponse({
    description: 'The file.',
    content: Object.fromEntries(
      [...Object.values(transferFormats), '*/*'].map((type) => [
        type,
        {
          schema: {
            type: 'string',
            contentMediaType: type === '*/*' ? 'application/octet-stream' : type,
          } as never,
        },
      ]),
    ),
  })
  async read(@Param('id') id: string): Promise<StreamableFile> {
    const job = await this.stores.of(Job).get(idOf(id));
    const key = needed[job.queue];
    const permission = key && permissionOf(job.payload as { readonly path: string }, key);
    if (permission && !currentCaller().can(permission))
      throw forbidden({ detail: `Downloading this file also requires the permission "${permission}".` });
    if (unfinished.includes(job.state))
      throw fileNotReady({ detail: `The job is ${job.state}; retry when it is done.` });
    const file = job.state === 'done' ? await this.files.find(job.id) : null;
    if (!file?.complete) throw notFound({ detail: 'The job has no file, or the file has expired.' });
    // However long the client takes to receive it, each piece is read in time.
    currentContext().deadline?.extend(Infinity);
    return new StreamableFile(this.stream(file), {
      type: file.mediaType,
      disposition: `attachment; filename="${file.name}"`,
      length: file.bytes,
    });
  }

  /** Chunk by chunk, as fast as the client takes them; between two of them nothing is held but one of them. */
  private stream(file: JobFile): Readable {
    const organizationId = currentOrganizationId();
    const chunks = this.files.content(file);
    const next = () => asOrganization(organizationId, () => chunks.next());
    return Readable.from(
      { [Symbol.asyncIterator]: () => ({ next, return: () => chunks.return() }) },
      {
        objectMode: false,
        highWaterMark: 1,
      },
    );
  }
}

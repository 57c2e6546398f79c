import { Feature, ResourceTransfers } from '@keelson/kernel';
import { Global, Module } from '@nestjs/common';
import { ExportLog } from '../audit/export-log.js';
import { ActingCallers } from './acting-caller.js';
import { ExportRows } from './export-rows.js';
import { FilePurge, purgingOfFiles } from './file-purge.js';
import { ImportBatch } from './import-batch.js';
import { ImportRows } from './import-rows.js';
import { JobFileController } from './job-file.controller.js';
import { JobFiles } from './job-files.js';
import { CreateJobFiles1763700000021 } from './migrations/1763700000021-create-job-files.js';
import { JobTransfers } from './resource-transfers.js';
import { RowCreation } from './row-creation.js';
import { Uploads } from './uploads.js';

/** Exports and imports of the resources that declare them: routes, jobs, and the files that they share. */
@Global()
@Module({
  imports: [Feature.declare({ migrations: [CreateJobFiles1763700000021], schedules: [purgingOfFiles] })],
  controllers: [JobFileController],
  providers: [
    ActingCallers,
    ExportLog,
    ExportRows,
    FilePurge,
    ImportBatch,
    ImportRows,
    JobFiles,
    RowCreation,
    Uploads,
    { provide: ResourceTransfers, useClass: JobTransfers },
  ],
  exports: [ResourceTransfers],
})
export class TransfersModule {}

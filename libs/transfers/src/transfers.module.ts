import { Feature, ResourceTransfers, settings } from '@keelson/kernel';
import { Global, Module } from '@nestjs/common';
import { AuditModule } from '@keelson/operations/ports';
import { FilePurge, purgingOfFiles, schedules } from '@keelson/jobs/ports';
import { ActingCallers } from './acting-caller.js';
import { ExportRows } from './export-rows.js';
import { ImportBatch } from './import-batch.js';
import { ImportRows } from './import-rows.js';
import { JobFileController } from './job-file.controller.js';
import { JobTransfers } from './resource-transfers.js';
import { ImportProof } from './import-proof.js';
import { TransfersSettings } from './transfers.settings.js';
import { Uploads } from './uploads.js';

/** Exports and imports of the resources that declare them, and the files of jobs: who may read them, and when they go. */
@Global()
@Module({
  imports: [AuditModule, Feature.declare({}, settings(TransfersSettings), schedules(purgingOfFiles))],
  controllers: [JobFileController],
  providers: [
    ActingCallers,
    ExportRows,
    FilePurge,
    ImportBatch,
    ImportRows,
    ImportProof,
    Uploads,
    { provide: ResourceTransfers, useClass: JobTransfers },
  ],
  exports: [ResourceTransfers],
})
export class TransfersModule {}

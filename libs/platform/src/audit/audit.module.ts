import { Feature } from '@keelson/kernel';
import { Global, Module } from '@nestjs/common';
import { ChangeRecorder, migrations } from '../persistence/ports.js';
import { AuditEntriesController } from './audit-entries.controller.js';
import { auditEntries } from './audit-entries.resource.js';
import { ChangeLog } from './change-log.js';
import { ExportLog } from './export-log.js';
import { InstallationAudit } from './installation-audit.js';
import { SystemAudit } from './system-audit.js';
import { CreateAuditEntries1763700000001 } from './migrations/1763700000001-create-audit-entries.js';

/** Who changed what: the entries, their routes, and what writes them in the transaction of each change. */
@Global()
@Module({
  imports: [Feature.declare({ resources: [auditEntries] }, migrations(CreateAuditEntries1763700000001))],
  controllers: [AuditEntriesController],
  providers: [{ provide: ChangeRecorder, useClass: ChangeLog }, ExportLog, InstallationAudit, SystemAudit],
  exports: [ChangeRecorder, ExportLog, InstallationAudit, SystemAudit],
})
export class AuditModule {}

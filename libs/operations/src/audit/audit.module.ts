import { Feature, settings } from '@keelson/kernel';
import { Global, Module } from '@nestjs/common';
import { BackgroundModule } from '@keelson/runtime/ports';
import { CommandLineModule, commands } from '@keelson/sql/ports';
import { ChangeRecorder, migrations } from '@keelson/sql/ports';
import { AuditEntriesController, InstallationAuditEntriesController } from './audit-entries.controller.js';
import { auditEntries } from './audit-entries.resource.js';
import { AuditLog } from './audit-log.js';
import { ChangeLog } from './change-log.js';
import { ExportLog } from './export-log.js';
import { installationAuditEntries } from './installation-audit-entries.resource.js';
import { InstallationAudit } from './installation-audit.js';
import { CreateAuditEntries1763700000001 } from './migrations/1763700000001-create-audit-entries.js';
import { CreateAuditSeals1763700000110 } from './migrations/1763700000110-create-audit-seals.js';
import { AddKeyOfAuditEntries1763700000111 } from './migrations/1763700000111-add-key-of-audit-entries.js';
import { AuditErasure } from './sealing/audit-erasure.js';
import { auditVerifyCommand } from './sealing/audit-verify.command.js';
import { AuditSettings } from './sealing/audit.settings.js';
import { Sealer } from './sealing/sealer.js';
import { SealingMetrics } from './sealing/sealing-metrics.js';

/** Who changed what: the entries, their routes, and what writes them in the transaction of each change. */
@Global()
@Module({
  imports: [
    BackgroundModule,
    CommandLineModule,
    Feature.declare(
      { resources: [auditEntries, installationAuditEntries] },
      settings(AuditSettings),
      commands(auditVerifyCommand),
      migrations(
        CreateAuditEntries1763700000001,
        CreateAuditSeals1763700000110,
        AddKeyOfAuditEntries1763700000111,
      ),
    ),
  ],
  controllers: [AuditEntriesController, InstallationAuditEntriesController],
  providers: [
    { provide: ChangeRecorder, useClass: ChangeLog },
    AuditLog,
    ExportLog,
    InstallationAudit,
    Sealer,
    SealingMetrics,
    AuditErasure,
  ],
  exports: [ChangeRecorder, AuditLog, ExportLog, InstallationAudit, AuditErasure],
})
export class AuditModule {}

import { ResourceController } from '@keelson/kernel';
import { auditEntries } from './audit-entries.resource.js';
import { installationAuditEntries } from './installation-audit-entries.resource.js';

@ResourceController(auditEntries)
export class AuditEntriesController {}

@ResourceController(installationAuditEntries)
export class InstallationAuditEntriesController {}

import { ResourceController } from '@keelson/kernel';
import { auditEntries } from './audit-entries.resource.js';

@ResourceController(auditEntries)
export class AuditEntriesController {}

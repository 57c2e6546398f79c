/** The audit log, for authors of features. */
export { AuditErasure } from './sealing/audit-erasure.js';
export { AuditLog, type AuditRecord } from './audit-log.js';
export { AuditSettings } from './sealing/audit.settings.js';

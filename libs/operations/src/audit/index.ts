/** The audit log, for authors of features; what other rooms of the platform use is in ports.ts. */
export { AuditErasure } from './sealing/audit-erasure.js';
export { AuditLog, type AuditRecord } from './audit-log.js';
export { AuditSettings } from './sealing/audit.settings.js';
export { idOfName, InstallationAudit, type InstallationChange } from './installation-audit.js';
export { Sealer } from './sealing/sealer.js';

/** For other rooms of the platform; what authors of features use is in index.ts. */
export { AuditModule } from './audit.module.js';
export { ExportLog } from './export-log.js';
export { AuditLog } from './audit-log.js';
export { idOfName, InstallationAudit } from './installation-audit.js';
export { AuditSettings } from './sealing/audit.settings.js';
export type { AuditReport } from './sealing/audit-faults.js';
export { headText, readHead } from './sealing/seal.js';
export { readSealKeys } from './sealing/seal-key.js';
export { verifyAuditLog } from './sealing/verification.js';

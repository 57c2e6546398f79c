/** For other rooms of the platform; what authors of features use is in index.ts. */
export { AuditModule } from './audit.module.js';
export { ExportLog } from './export-log.js';
export { AuditLog } from './audit-log.js';
export { idOfName, InstallationAudit } from './installation-audit.js';

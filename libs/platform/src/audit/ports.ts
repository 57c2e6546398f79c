/** For other rooms of the platform; what authors of features use is in index.ts. */
export { AuditModule } from './audit.module.js';
export { ExportLog } from './export-log.js';
export { SystemAudit } from './system-audit.js';
export { idOfName, InstallationAudit } from './installation-audit.js';

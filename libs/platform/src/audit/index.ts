/** For authors of features; what other rooms of the platform use is in ports.ts. */
export { InstallationAudit, type InstallationChange } from './installation-audit.js';

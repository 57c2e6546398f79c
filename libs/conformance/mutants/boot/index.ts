export { refusedApplications } from './application.js';
export { refusedPolicies } from './policy.js';
export { refusedTables } from './tables.js';

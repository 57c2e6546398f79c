export { refusedApplications } from './application.js';
export { refusedExtensions } from './extensions.js';
export { refusedPolicies } from './policy.js';
export { refusedTables } from './tables.js';

/** Exports and imports. */
export { importLimitBytes } from './import-limit.js';

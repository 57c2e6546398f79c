/** For other packages of Keelson; what authors of features use is in index.ts. */
export * from './audit/ports.js';
export * from './operations/ports.js';

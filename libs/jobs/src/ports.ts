/** For other packages of Keelson; what authors of features use is in index.ts. */
export * from './queue/ports.js';
export * from './jobs/ports.js';

/** For other packages of Keelson; what authors of features use is in index.ts. */
export * from './persistence/ports.js';
export * from './command-line/ports.js';
export * from './health/ports.js';
export * from './coordination/ports.js';
export * from './outbox/ports.js';
export * from './retention/ports.js';
export * from './invariants/ports.js';

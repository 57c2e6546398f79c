/** For other packages of Keelson; what authors of features use is in index.ts. */
export * from './runtime/ports.js';
export * from './telemetry/ports.js';
export * from './background/ports.js';
export * from './settings/ports.js';

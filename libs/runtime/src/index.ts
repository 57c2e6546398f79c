export * from './settings/index.js';
export * from './runtime/index.js';
export * from './telemetry/index.js';
export * from './background/index.js';

export * from './queue/index.js';
export * from './jobs/index.js';

export * from './audit/index.js';
export * from './operations/index.js';

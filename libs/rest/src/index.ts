export * from './http/index.js';
export * from './rest/index.js';

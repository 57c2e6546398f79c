export * from './access/index.js';
export * from './persistence/index.js';
export * from './platform-options.js';

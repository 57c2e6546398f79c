export * from './persistence/index.js';
export * from './platform-options.js';

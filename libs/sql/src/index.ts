export * from './persistence/index.js';
export * from './command-line/index.js';
export * from './health/index.js';
export * from './coordination/index.js';
export * from './invariants/index.js';
export { SqlModule } from './sql.module.js';

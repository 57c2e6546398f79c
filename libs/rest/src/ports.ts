/** For other packages of Keelson; what authors of features use is in index.ts. */
export * from './http/ports.js';
export * from './rest/ports.js';

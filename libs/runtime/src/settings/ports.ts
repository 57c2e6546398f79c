/** For other packages; what applications use is in index.ts. */
export { findContributions } from './find-settings.js';

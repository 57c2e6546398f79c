/** Writes as operations, with their idempotency keys. */
export { claimDigests } from './idempotency-keys.js';
export { sampleFor, samples, type InputSample } from './samples-point.js';

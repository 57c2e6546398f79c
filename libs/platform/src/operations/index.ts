/** Writes as operations, with their idempotency keys. */
export { formerFingerprint, keyDigest } from './idempotency-keys.js';
export { sampleFor, samples, type InputSample } from './samples-point.js';

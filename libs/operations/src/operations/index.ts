/** Writes as operations, with their idempotency keys. */
export {
  conformanceChecks,
  loadConformanceChecks,
  type ConformanceCheck,
  type ConformanceChecks,
} from './conformance-checks-point.js';
export { OperationsModule } from './operations.module.js';
export { formerFingerprint, keyDigest } from './idempotency-keys.js';
export { sampleFor, samples, type InputSample } from './samples-point.js';

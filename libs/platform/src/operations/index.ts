/** Writes as operations, with their idempotency keys. */
export { claimDigests } from './idempotency-keys.js';

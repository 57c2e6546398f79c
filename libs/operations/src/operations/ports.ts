/** For other rooms of the platform; what authors of features use is in index.ts. */
export { OperationsModule } from './operations.module.js';
export { ReferenceChecker } from './reference-checker.js';
export { formerFingerprint } from './idempotency-keys.js';

/** What is always true of rows, declared beside the feature; the conformance kit tries to break it. */
export {
  atMost,
  atMostOne,
  conserved,
  counts,
  follows,
  frozen,
  holds,
  noOverlap,
  notBy,
  type Only,
  sums,
  touches,
} from './builders.js';
export { compileInvariant, type InvariantStatement, mostViolations } from './compile-invariant.js';
export {
  type DeclaredInvariant,
  entitiesOf,
  inWords,
  type StoredInvariant,
  type Touches,
} from './declaration.js';
export { invariants, invariantsIn } from './invariants-point.js';

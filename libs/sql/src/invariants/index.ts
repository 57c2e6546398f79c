/** What is always true of rows, declared beside the feature; the conformance kit tries to break it. */
export {
  atMost,
  atMostOne,
  bestEffort,
  conserved,
  counts,
  follows,
  frozen,
  holds,
  noOverlap,
  notBy,
  type Only,
  silent,
  sums,
  touches,
} from './builders.js';
export { compileInvariant, type InvariantStatement, mostViolations } from './compile-invariant.js';
export {
  type DeclaredInvariant,
  entitiesOf,
  type Excused,
  inWords,
  type StoredInvariant,
  type Touches,
} from './declaration.js';
export { invariants, invariantsIn } from './invariants-point.js';

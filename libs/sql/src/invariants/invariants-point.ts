import {
  contributionPoint,
  type Contributed,
  type Contribution,
  type FeatureRegistry,
} from '@keelson/kernel';
import type { DeclaredInvariant } from './declaration.js';

/** Nothing in an application that serves reads it: the conformance kit and `keelson check` do. */
export const invariantsPoint = contributionPoint<readonly DeclaredInvariant[]>('invariants');

/**
 * What is true of a feature's rows after every request and job, whoever did what in whatever order, for
 * `Feature.declare({ … }, invariants(atMost(Redemption, 'voucherId', Voucher, 'uses')))`. The conformance kit tries to break
 * each with drawn sequences of requests; `keelson check` compares them with the rows of
 * a database; an application that serves never reads them.
 */
export function invariants(...declared: readonly DeclaredInvariant[]): Contribution {
  return invariantsPoint.of(declared);
}

/** All declared invariants, each with the module that declares it. */
export function invariantsIn(registry: FeatureRegistry): readonly Contributed<DeclaredInvariant>[] {
  return registry
    .contributions(invariantsPoint)
    .flatMap(({ value, ...rest }) => value.map((one) => ({ ...rest, value: one })));
}

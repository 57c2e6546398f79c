import { contributionPoint, twinFaults, type Contribution, type FeatureRegistry } from '@keelson/kernel';

/** Makes the members of an input that must be right for its operation; gets the row that the operation is for, if there is one. */
export type InputSample = (row: never) => object;

/** By the name of the operation, `orders:pay`; the start refuses a name that is none. */
type Sample = readonly [operation: string, sample: InputSample];

/** `OperationsModule` hosts it, but nothing in an application reads it: only the conformance kit does. */
export const samplesPoint = contributionPoint<readonly Sample[]>('samples', {
  prove: (all) => twinFaults('sample', all, ([operation]) => operation),
});

/**
 * What the body of an operation must contain to be accepted, for
 * `Feature.declare({ … }, samples({ 'orders:pay': (order: Order) => ({ amount: order.total }) }))`. An operation with `{id}` in
 * its path gets its row; `orders:create` and other operations without one get nothing. The conformance kit uses it, and
 * makes the rest of the body from the fields.
 */
export function samples(byOperation: Readonly<Record<string, InputSample>>): Contribution {
  return samplesPoint.of(Object.entries(byOperation));
}

/** The sample of an operation, if a module contributes one. */
export function sampleFor(registry: FeatureRegistry, operation: string): InputSample | undefined {
  const all = registry.contributions(samplesPoint).flatMap(({ value }) => value);
  return all.find(([name]) => name === operation)?.[1];
}

import { contributionPoint, twinFaults, type Contribution, type FeatureRegistry } from '@keelson/kernel';

/** Makes the members of an input that must fit the row that it is for. */
export type InputSample = (row: never) => object;

/** By the name of the operation, `orders:pay`. */
type Sample = readonly [operation: string, sample: InputSample];

/** `OperationsModule` hosts it, but nothing in an application reads it: only the conformance kit does. */
export const samplesPoint = contributionPoint<readonly Sample[]>('samples', {
  prove: (all) => twinFaults('sample', all, ([operation]) => operation),
});

/**
 * What the body of an action must contain to fit its row, or that of `create`, which gets no row, to be accepted, for
 * `Feature.declare({ … }, samples({ 'orders:pay': (order: Order) => ({ amount: order.total }) }))`. The conformance kit uses
 * it, and makes the rest of the body from the fields.
 */
export function samples(byOperation: Readonly<Record<string, InputSample>>): Contribution {
  return samplesPoint.of(Object.entries(byOperation));
}

/** The sample of an operation, if a module contributes one. */
export function sampleFor(registry: FeatureRegistry, operation: string): InputSample | undefined {
  const all = registry.contributions(samplesPoint).flatMap(({ value }) => value);
  return all.find(([name]) => name === operation)?.[1];
}

import { contributionPoint, type Contribution, type FeatureRegistry } from '@keelson/kernel';

/** A `Check` of @keelson/conformance, as far as an application knows it. Only the kit knows what it gives to `run`. */
export interface ConformanceCheck {
  /** Its rules begin with it: `tides` of `tides/unit`. */
  readonly name: string;
  readonly title: string;
  run(judged: never, proceedings: never): Promise<void>;
}

/** Loads checks: what only the kit needs must not be part of a server. */
export type ConformanceChecks = () => Promise<{ readonly checks: readonly ConformanceCheck[] }>;

/** `OperationsModule` hosts it, but nothing in an application reads it: only the conformance kit does. */
export const conformanceChecksPoint = contributionPoint<ConformanceChecks>('conformance checks');

/**
 * What the conformance kit shall check of every application with this module, for
 * `Feature.declare({ … }, conformanceChecks(() => import('./tides.checks.js')))`. The file exports `checks`, a list of
 * `Check` from @keelson/conformance, which it imports as a type.
 */
export function conformanceChecks(load: ConformanceChecks): Contribution {
  return conformanceChecksPoint.of(load);
}

/** Loads the checks of all modules. */
export async function loadConformanceChecks(registry: FeatureRegistry): Promise<readonly ConformanceCheck[]> {
  const loaded = registry.contributions(conformanceChecksPoint).map(({ value }) => value());
  return (await Promise.all(loaded)).flatMap(({ checks }) => checks);
}

import { failsOf, unprovenAddress, type FeatureRegistry } from '@keelson/kernel';
import type { Route } from '@keelson/platform';

/**
 * Whether an operation is for accounts with a proven address only: its permission is `provenOnly`, or its handler says
 * `@Fails(unprovenAddress)`.
 */
export function needsProof(
  { rule, handler }: Pick<Route, 'rule' | 'handler'>,
  { provenOnlyPermissions }: Pick<FeatureRegistry, 'provenOnlyPermissions'>,
): boolean {
  const isProvenOnly = rule?.kind === 'permission' && provenOnlyPermissions.has(rule.permission);
  return isProvenOnly || failsOf(handler).some(({ code }) => code === unprovenAddress.code);
}

import type { FeatureRegistry, Resource } from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import { resourceOf } from '../contract/requests.js';

/** A state, and the actions that lead from it to others for which a write by hand has no permission. */
export interface DeniedMoves {
  readonly resource: Resource;
  readonly from: string;
  readonly to: ReadonlyMap<string, readonly Operation[]>;
}

/**
 * The moves that a write by hand must leave to actions. It asks for the permission of another verb of the resource, so it may
 * do what that verb does; a permission that no verb asks for was declared for this write, whatever that does.
 */
export function movesDenied(
  registry: Pick<FeatureRegistry, 'resources'>,
  operations: readonly Operation[],
  write: Operation,
): DeniedMoves[] {
  const { meta, rule } = write;
  const resource = resourceOf(registry as FeatureRegistry, { ...write, resource: undefined });
  const states = resource?.state?.states ?? [];
  if (meta?.verb !== 'free' || resource?.tenancy !== 'organization') return [];
  const verbs = operations.filter((one) => one.resource === resource && isVerb(one));
  const own = verbs.filter((one) => permissionOf(one) === permissionOf({ rule }));
  if (own.length === 0) return [];
  // Whoever makes a row brings one into the first state.
  const allowed = new Set([states[0], ...own.flatMap((one) => one.meta?.to ?? [])]);
  return states.flatMap((from) => {
    const leaving = verbs.filter((one) => one.meta?.from?.includes(from) ?? true);
    const to = states.flatMap((state) => {
      const actions = leaving.filter((one) => one.meta?.to?.includes(state));
      return state === from || allowed.has(state) || actions.length === 0 ? [] : [[state, actions] as const];
    });
    return to.length > 0 ? [{ resource, from, to: new Map(to) }] : [];
  });
}

/** Whether an operation is one that the resource declares, and no route by hand. */
function isVerb({ meta }: Operation): boolean {
  return meta !== undefined && meta.verb !== 'free';
}

/** The permission that an operation asks for; undefined where it asks for none of an organization's. */
export function permissionOf({ rule }: Pick<Operation, 'rule'>): string | undefined {
  return rule?.kind === 'permission' ? rule.permission : undefined;
}

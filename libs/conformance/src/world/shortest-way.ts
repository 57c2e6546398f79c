import type { Resource } from '@keelson/kernel';
import type { Operation } from '../judged.js';

/** The fewest actions that lead a row of the resource from one state to another; null when none do. */
export function shortestWay(
  operations: readonly Operation[],
  resource: Resource,
  from: string,
  to: string,
): Operation[] | null {
  const ways = new Map<string, Operation[]>([[from, []]]);
  for (const [at, way] of ways)
    for (const operation of operations) {
      const { meta } = operation;
      // Of several ends only the action's code knows which it will be.
      const end = meta?.to?.length === 1 ? meta.to[0] : undefined;
      if (operation.resource !== resource || !meta || !end || ways.has(end)) continue;
      if (meta.from === null || meta.from.includes(at)) ways.set(end, [...way, operation]);
    }
  return ways.get(to) ?? null;
}

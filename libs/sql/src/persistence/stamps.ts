import { currentScope, maybeContext } from '@keelson/kernel';
import type { TableShape } from './table-shape.js';

/**
 * The member whom rows that are written now are stamped with: the caller's, within the caller's own organization. Null for
 * the system, also where it goes on with a caller in another scope: that member is none there.
 */
export function stampingMember(): string | null {
  const caller = maybeContext()?.caller;
  const scope = currentScope();
  return caller && scope.kind === 'organization' && scope.organizationId === caller.organizationId
    ? caller.memberId
    : null;
}

/** What a write of a row stamps it with, by property. */
export function stampsOfChange({ columns }: TableShape): Readonly<Record<string, string | null>> {
  const stamped = columns.filter(({ field }) => field.stamp === 'updated');
  return Object.fromEntries(stamped.map(({ property }) => [property, stampingMember()]));
}

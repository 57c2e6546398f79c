import { maybeContext } from '../context/context.js';
import { forbidden } from '../errors/kernel-errors.js';
import type { ListQuery, ReadQuery } from '../list/list-query.js';
import type { Resource } from './resource.js';

/** The fields of a resource that the present caller may not see; work without a caller sees all. */
export function hiddenFields(
  { guarded }: Pick<Resource, 'guarded'>,
  caller: { can(permission: string): boolean } | null | undefined,
): readonly string[] {
  if (guarded.size === 0 || !caller) return [];
  return [...guarded].flatMap(([name, permission]) => (caller.can(permission) ? [] : [name]));
}

/**
 * Refuses a query of the present caller that names a field which it may not see.
 * @throws DomainError `forbidden`
 */
export function refuseHiddenFields(
  resource: Pick<Resource, 'guarded' | 'includes'>,
  query: ReadQuery & Partial<Pick<ListQuery, 'filters' | 'sort'>>,
): void {
  if (resource.guarded.size === 0) return;
  const hidden = hiddenFields(resource, maybeContext()?.caller);
  const named = [
    ...(query.fields ?? []).map((name) => ['fields', name] as const),
    ...(query.filters ?? []).map(({ field }) => [`filter[${field.name}]`, field.name] as const),
    ...(query.sort ? [['sort', query.sort.name] as const] : []),
    // The row that is included tells which one the hidden field refers to.
    ...query.includes.map((name) => [`include=${name}`, resource.includes.get(name)?.name ?? name] as const),
  ];
  const refused = named.find(([, name]) => hidden.includes(name));
  if (refused)
    throw forbidden({
      detail: `${refused[0]}${/[=[]/.test(refused[0]) ? '' : `=${refused[1]}`} requires the permission ${resource.guarded.get(refused[1])}.`,
    });
}

import { maybeContext } from '../context/context.js';
import { forbidden } from '../errors/kernel-errors.js';
import { fieldOf, type FieldSpec } from '../fields/field-registry.js';
import type { Row } from '../fields/rows.js';
import type { ListQuery, ReadQuery } from '../list/list-query.js';
import type { Resource, ResourceOptions } from './resource.js';

interface ListFields {
  readonly filter: readonly FieldSpec[];
  readonly sort: readonly FieldSpec[];
  readonly search: readonly FieldSpec[];
}

/**
 * The permission of each guarded field.
 * @throws Error for a field that would come out past its permission: through a search, an event or the audit log
 */
export function guardedFields<T extends Row, P extends string>(
  { entity, path, view, guarded = {}, permissions }: ResourceOptions<T, P>,
  { sort, search }: ListFields,
  complain: (text: string) => Error,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, key] of Object.entries<P | undefined>(guarded)) {
    if (key === undefined) continue;
    const field = fieldOf(entity, name);
    if (!(key in permissions))
      throw complain(`guards "${name}" by "${key}", which is not one of its permissions; add it.`);
    if (!(view as readonly string[]).includes(name) || ['id', 'version'].includes(name))
      throw complain(`guards "${name}", which is not a field of its view that can be left out.`);
    if (field.classification !== 'personal')
      throw complain(
        `guards "${name}", which the audit log and events would show to everyone; classify the field: { classified: 'personal' }.`,
      );
    if (search.includes(field))
      throw complain(
        `guards "${name}" and searches it, so q= would find its words for everyone; remove the field from search.`,
      );
    if (sort[0] === field)
      throw complain(`guards "${name}" and sorts by it unless asked otherwise; put another field first.`);
    found.set(name, `${path}:${key}`);
  }
  return found;
}

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
  resource: Pick<Resource, 'guarded'>,
  query: ReadQuery & Partial<Pick<ListQuery, 'filters' | 'sort'>>,
): void {
  if (resource.guarded.size === 0) return;
  const hidden = hiddenFields(resource, maybeContext()?.caller);
  const named = [
    ...(query.fields ?? []).map((name) => ['fields', name] as const),
    ...(query.filters ?? []).map(({ field }) => [`filter[${field.name}]`, field.name] as const),
    ...(query.sort ? [['sort', query.sort.name] as const] : []),
  ];
  const refused = named.find(([, name]) => hidden.includes(name));
  if (refused)
    throw forbidden({
      detail: `${refused[0]}${refused[0].startsWith('filter') ? '' : `=${refused[1]}`} requires the permission ${resource.guarded.get(refused[1])}.`,
    });
}

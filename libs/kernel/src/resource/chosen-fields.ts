import { choose, fieldsOf, type FieldSpec } from '../fields/field-registry.js';
import { assertInputClass } from '../fields/input-class.js';
import type { AbstractType } from '../fields/json-schema.js';
import type { ChosenFields, DeclaredResource } from './resource.js';

type Declared = Pick<DeclaredResource, 'path' | 'audience' | 'tenancy' | 'shape'> & {
  readonly entity: AbstractType;
};

/** Fields that only the store writes. */
const storeOwned = new Set(['id', 'version', 'createdAt', 'updatedAt', 'organizationId', 'userId']);

/**
 * The fields that a resource names.
 * @param fields all of the entity's
 * @throws Error naming the resource and the fix, when a field is not there, or cannot serve in its role
 */
export function chooseFields(declared: Declared, fields: readonly FieldSpec[]): ChosenFields {
  const { entity, audience, shape } = declared;
  const chosen = (names: readonly string[]) => names.map((name) => choose(fields, name, entity));
  const viewFields = chosen(shape.view);
  const list = shape.list && {
    filter: chosen(shape.list.filter),
    sort: chosen(shape.list.sort),
    search: chosen(shape.list.search),
  };
  const includes = new Map(
    viewFields
      // What operators see of a reference is its id: the row that it points to is another resource's.
      .filter((field) => field.kind === 'reference' && audience === 'members')
      .map((field) => [field.includedAs ?? field.name.replace(/Id$/, ''), field]),
  );
  const fault = faultOfView(viewFields, includes) ?? (list && faultOfList(declared, list));
  if (fault) throw new Error(`Resource "${declared.path}": ${fault}`);
  return { viewFields, list, includes };
}

function faultOfView(
  viewFields: readonly FieldSpec[],
  includes: ChosenFields['includes'],
): string | undefined {
  const secret = viewFields.find((field) => field.classification === 'secret');
  if (secret)
    return `the view shows "${secret.name}", which is classified as secret; remove it from the view.`;
  const nameless = viewFields.find((field) => field.kind === 'reference' && !field.name.endsWith('Id'));
  if (nameless)
    return `shows the reference "${nameless.name}", which include=${nameless.name} would replace with the referenced row; rename the field to "${nameless.name}Id".`;
  const shadowed = viewFields.find(({ name }) => includes.has(name));
  if (shadowed)
    return `shows "${shadowed.name}", which include=${shadowed.name} would replace with the row that "${includes.get(shadowed.name)?.name}" refers to; name that row: @Ref(() => …, { includedAs: '…' }).`;
  return undefined;
}

function faultOfList(
  { tenancy, shape }: Declared,
  { filter, sort, search }: NonNullable<ChosenFields['list']>,
): string | undefined {
  const wordless = search.find((field) => field.kind !== 'text' || tenancy !== 'organization');
  if (wordless) return `searches "${wordless.name}"; only text fields of tenant rows can be searched.`;
  const optional = sort.find((field) => !field.required);
  if (optional)
    return `sorts by "${optional.name}", which can be null, so rows without a value would be missing from the list; make the field required, or remove it from sort.`;
  const unseen = [...filter, ...sort, ...search].find(({ name }) => !shape.view.includes(name));
  if (unseen)
    return `filters, sorts or searches by "${unseen.name}", which the view does not show, so its values could be guessed by filtering; add the field to the view, or remove it from the list.`;
  const unordered = [...filter, ...sort].find(
    (field) => field.kind === 'list' || field.kind === 'json' || (field.length ?? 0) > 255,
  );
  if (unordered)
    return `filters or sorts by "${unordered.name}", which no index can serve (${unordered.kind}); remove the field from the list.`;
  return undefined;
}

/** @throws Error when an input takes a field that belongs to the store or the state machine, or lacks a rule or a schema */
export function assertInputs({ entity, shape }: Declared, fields: readonly FieldSpec[]): void {
  const stamps = fields.flatMap(({ name, stamp }) => (stamp ? name : []));
  for (const verb of ['create', 'update'] as const) {
    const input = shape[verb];
    const isClass = typeof input === 'function';
    const taken = isClass ? fieldsOf(input) : (input ?? []).map((name) => choose(fields, name, entity));
    for (const { name, kind } of taken) {
      if (storeOwned.has(name) || stamps.includes(name))
        throw new Error(`${entity.name}.${name} is written by the store; remove it from "${verb}".`);
      if (kind === 'state')
        throw new Error(
          `${entity.name}.${name} is a state field; only actions can change it. Remove it from "${verb}".`,
        );
      if (kind === 'json')
        throw new Error(
          `${entity.name}.${name} is JSON without a schema and cannot be validated; remove it from "${verb}", or give it a class (@ListOf).`,
        );
    }
    if (isClass) assertInputClass(input, { deep: false });
  }
}

import { fieldsOf, type FieldSpec } from '../fields/field-registry.js';
import type { AbstractType, ConcreteType } from '../fields/json-schema.js';
import { isReserved, type Extension } from '../resource/extension.js';
import type { DeclaredResource } from '../resource/resource.js';
import type { Tenancy } from '../resource/resource-options.js';
import type { Contributed } from './contribution.js';
import type { OwnedFeature } from './declared-features.js';
import type { EntityDeclaration } from './feature.js';

/** An entity as the imported modules declare it. */
interface KnownEntity {
  readonly owner: AbstractType;
  readonly rank: number;
  readonly tenancy: Tenancy;
  readonly resources: readonly DeclaredResource[];
  readonly declaration: EntityDeclaration | undefined;
}

/** An extension, and the module that contributes it. */
type Owned = Contributed<Extension>;

/**
 * Proves extensions against what the imported modules declare.
 * @returns the faults, each a sentence that names the module and says what to do
 */
export function extensionFaults(
  contributed: readonly Contributed<readonly Extension[]>[],
  declared: readonly OwnedFeature[],
): string[] {
  const all = contributed.flatMap(({ value, ...owned }) =>
    value.map((one): Owned => ({ ...owned, value: one })),
  );
  const faults = all.flatMap((one) => {
    const entity = knownEntity(one.value.entity, declared);
    if (!entity)
      return `${one.owner.name} extends ${one.value.entity.name}, which no imported module declares: import the module that declares it, or remove extensions(${one.value.prefix}).`;
    return [
      ...faultsOfOrder(one, entity),
      ...faultsOfNames(one.value, entity, `${one.owner.name} extends ${one.value.entity.name}`),
      ...faultsOfRoles(one, entity),
      ...faultsOfReferences(one, entity, declared),
      ...faultsOfClassification(one, entity),
    ];
  });
  return [...faults, ...twinPrefixes(all)];
}

function knownEntity(entity: AbstractType, declared: readonly OwnedFeature[]): KnownEntity | undefined {
  const withIt = declared.filter(({ declaration }) =>
    [...(declaration.resources ?? []), ...(declaration.entities ?? [])].some((one) => one.entity === entity),
  );
  // The module below the others has the table.
  const [first] = withIt.toSorted((one, other) => one.rank - other.rank);
  if (!first) return undefined;
  const resources = withIt
    .flatMap(({ declaration }) => declaration.resources ?? [])
    .filter((one) => one.entity === entity);
  const declaration = withIt
    .flatMap((one) => one.declaration.entities ?? [])
    .find((one) => one.entity === entity);
  const { owner, rank } = first;
  const tenancy = (resources[0] ?? declaration)?.tenancy as Tenancy;
  return { owner, rank, tenancy, resources, declaration };
}

/** Migrations are applied in the order of the imports: the table comes before what is added to it. */
function faultsOfOrder({ owner, rank, value: { entity } }: Owned, known: KnownEntity): string[] {
  return rank > known.rank || owner === known.owner
    ? []
    : [
        `${owner.name} extends ${entity.name} but does not import ${known.owner.name}: add it to the imports of ${owner.name}, so that the table is created before the column.`,
      ];
}

/** The prefix is reserved: an entity's own names, and those of its resources, never begin with it. */
function faultsOfNames(
  { entity, prefix }: Extension,
  { resources, declaration }: KnownEntity,
  where: string,
): string[] {
  const inputs = resources.flatMap(({ shape }) => [shape.create, shape.update]);
  const classes = [...inputs, declaration?.view, declaration?.update].filter(
    (one) => typeof one === 'function',
  );
  const members = [
    ...fieldsOf(entity).map(({ name }) => [name, `${entity.name} has a field`] as const),
    ...methodsOf(entity).map((name) => [name, `${entity.name} has a method or property`] as const),
    ...fieldsOf(entity)
      .filter(({ kind }) => kind === 'reference')
      .map((field) => [includeOf(field), `${entity.name} has an include`] as const),
    ...classes.flatMap((type) =>
      fieldsOf(type).map(({ name }) => [name, `${type.name} has a field`] as const),
    ),
  ];
  const met = members.find(([name]) => isReserved(name, prefix));
  return met
    ? [
        `${where} with the prefix "${prefix}", but ${met[1]} "${met[0]}", which begins with it: choose another prefix.`,
      ]
    : [];
}

function includeOf({ includedAs, name }: FieldSpec): string {
  return includedAs ?? name.replace(/Id$/, '');
}

function methodsOf(entity: AbstractType): string[] {
  const names: string[] = [];
  // Also those that every object has: a field called toString would be found in each.
  for (let at = entity.prototype as object | null; at; at = Object.getPrototypeOf(at) as object | null)
    names.push(...Object.getOwnPropertyNames(at));
  return names;
}

/** What is in no view, no input and no list would be declared for nothing. */
function faultsOfRoles({ owner, value }: Owned, { resources, declaration }: KnownEntity): string[] {
  const forMembers = resources.filter(({ audience }) => audience === 'members').map(({ shape }) => shape);
  const lists = forMembers.some(({ list }) => list !== null);
  const present = {
    view: forMembers.length > 0 || declaration?.view !== undefined,
    input: forMembers.some(({ create, update }) => create ?? update) || declaration?.update !== undefined,
    filter: lists,
    sort: lists,
  };
  const what = {
    view: 'shows it to members of organizations',
    input: 'accepts it from a client',
    filter: 'lists it',
    sort: 'lists it',
  };
  return (['view', 'input', 'filter', 'sort'] as const).flatMap((role) => {
    const [name] = value.roles[role];
    if (name === undefined || present[role]) return [];
    return `${owner.name} adds ${name} to ${value.entity.name} with the role "${role}", but nothing ${what[role]}: remove "${role}" from the extension.`;
  });
}

/** Whose rows a row may refer to: those of a wider scope, or of its own. */
const reachable: Readonly<Record<Tenancy, readonly Tenancy[]>> = {
  organization: ['organization', 'system'],
  user: ['user', 'system'],
  system: ['system'],
};

function faultsOfReferences(
  { owner, value: { entity, stored } }: Owned,
  { tenancy }: KnownEntity,
  declared: readonly OwnedFeature[],
): string[] {
  return fieldsOf(stored).flatMap((field) => {
    const target = field.target?.() as ConcreteType | undefined;
    if (!target) return [];
    const where = `${owner.name} adds ${field.name} to ${entity.name}, a reference to ${target.name}`;
    const known = knownEntity(target, declared);
    if (!known)
      return `${where}, which no imported module declares: import the module that declares ${target.name}, or remove the field.`;
    return reachable[tenancy].includes(known.tenancy)
      ? []
      : `${where}: a row with tenancy "${tenancy}" cannot refer to a row with tenancy "${known.tenancy}", because not everyone who can see the first can see the second; keep the reference in an entity of ${owner.name}.`;
  });
}

/**
 * A row of no organization is changed from within one, whose audit log and events then show the values to its members: whether
 * they may see them is for the extension to say.
 */
function faultsOfClassification(
  { owner, value: { entity, stored } }: Owned,
  { tenancy, declaration }: KnownEntity,
): string[] {
  if (tenancy === 'organization' || declaration?.recorded === false) return [];
  return fieldsOf(stored)
    .filter(({ classification, isOpen }) => !classification && !isOpen)
    .map(
      ({ name }) =>
        `${owner.name} adds ${name} to ${entity.name}, whose changes are in the audit log of the organization in which they are made: add { classified: 'personal' } to hide its values there, or { classified: 'open' } if the members of that organization may see them.`,
    );
}

function twinPrefixes(all: readonly Owned[]): string[] {
  return all.flatMap((one, index) =>
    all
      .slice(0, index)
      .filter(({ value }) => value.entity === one.value.entity && overlap(value.prefix, one.value.prefix))
      .map(
        (other) =>
          `${other.owner.name} and ${one.owner.name} both extend ${one.value.entity.name} with the prefix ${[...new Set([other.value.prefix, one.value.prefix])].map((prefix) => `"${prefix}"`).join(' and ')}: change one of them, because each extension needs its own prefix.`,
      ),
  );
}

function overlap(one: string, other: string): boolean {
  return isReserved(one, other) || isReserved(other, one);
}

import type { ConcreteType } from '../fields/json-schema.js';
import { fieldsOf, type FieldSpec } from '../fields/field-registry.js';
import type { Row } from '../fields/rows.js';
import { areaOf, type Audience, type Reach } from './audience.js';
import type { Tenancy } from './resource-options.js';
import type { SoftRemoval } from './soft-removal.js';
import type { Visibility } from './visibility.js';

/** The fields of a resource by their roles, as their names; inputs may be classes of fields of their own. */
export interface DeclaredShape {
  readonly view: readonly string[];
  readonly list: Readonly<Record<'filter' | 'sort' | 'search', readonly string[]>> | null;
  readonly create: readonly string[] | ConcreteType | null;
  readonly update: readonly string[] | ConcreteType | null;
}

/**
 * Data and policy of one collection, as its author has declared and the kernel has checked it: the one source of its
 * routes, documents, permissions, audit and events. What is made of its fields is in the {@link Resource} of each application.
 */
export interface DeclaredResource<T extends Row = Row, P extends string = string> {
  /** Below `/v1`: `orders`, `installation/organizations`. */
  readonly path: string;
  readonly audience: Audience;
  /** Which rows of organizations operators reach; null for members, and for rows of no organization. */
  readonly reach: Reach | null;
  /** Singular: `order`; the aggregate in event types. */
  readonly name: string;
  readonly entity: ConcreteType<T>;
  readonly tenancy: Tenancy;
  readonly description: string;
  readonly shape: DeclaredShape;
  readonly visible: Visibility<T>;
  readonly remove: boolean;
  /** What removal does to a row that is kept; null where it is deleted. */
  readonly softRemoval: SoftRemoval | null;
  readonly export: boolean;
  readonly import: boolean;
  readonly editableIn: readonly string[] | null;
  /** What verbs answer with that do not answer with the view. */
  readonly answers: ReadonlyMap<string, ConcreteType>;
  readonly permissions: Readonly<Record<P, string>>;
  readonly members: readonly P[];
  readonly ownersOnly: readonly P[];
  readonly provenOnly: readonly P[];
  /** The full name of the permission that shows a field, for fields that need one. */
  readonly guarded: ReadonlyMap<string, string>;
  /** The field that holds the row's state, when it has one. */
  readonly state: FieldSpec | null;
}

/** The fields of a resource by their roles. */
export interface ChosenFields {
  readonly viewFields: readonly FieldSpec[];
  readonly list: {
    readonly filter: readonly FieldSpec[];
    readonly sort: readonly FieldSpec[];
    readonly search: readonly FieldSpec[];
  } | null;
  /** References of the view that `include=` can follow, by the name of the include: `product` for `productId`. */
  readonly includes: ReadonlyMap<string, FieldSpec>;
}

/**
 * A resource as one application has it: what it declares, with the fields that other modules add, and the classes made of
 * them. `FeatureRegistry` makes it when the application starts.
 */
export interface Resource extends DeclaredResource, Pick<ChosenFields, 'viewFields' | 'list' | 'includes'> {
  /** All fields of the entity. */
  readonly fields: readonly FieldSpec[];
  /** Members of the inputs that modules add; a verb that its author has written need not know them. */
  readonly addedInput: readonly string[];
  /** The fields that leave, as a class. */
  readonly view: ConcreteType;
  readonly create: ConcreteType | null;
  readonly update: ConcreteType | null;
}

/** Whether a verb or action answers with a secret. */
export function answersSecret({ answers }: Pick<DeclaredResource, 'answers'>, verb: string): boolean {
  const answer = answers.get(verb);
  return answer !== undefined && fieldsOf(answer).some(({ classification }) => classification === 'secret');
}

/** The full name of one of the resource's permissions: `orders:place`, `installation-organizations:close` for operators. */
export function permissionOf(resource: Pick<DeclaredResource, 'path'>, key: string): string {
  return `${areaOf(resource)}:${key}`;
}

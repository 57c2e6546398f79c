import { inheritTransformationMetadata, inheritValidationMetadata, PickType } from '@nestjs/mapped-types';
import { contributionPoint } from '../feature/contribution.js';
import { choose, declareField, fieldOf, fieldsOf, type FieldSpec } from '../fields/field-registry.js';
import type { AbstractType, ConcreteType } from '../fields/json-schema.js';
import { assertInputs, chooseFields } from './chosen-fields.js';
import type { DeclaredResource, DeclaredShape, Resource } from './resource.js';

/** Fields that a module adds to another's entity, and their roles in its resource for members of organizations. */
export interface AddedFields {
  readonly entity: AbstractType;
  /** A class of fields; each is optional, since there may be rows without it. */
  readonly fields: ConcreteType;
  readonly view?: readonly string[];
  readonly filter?: readonly string[];
  readonly create?: readonly string[];
  readonly update?: readonly string[];
}

/** `FeatureRegistry` hosts it: what is added takes part in the shapes of the application that imports the module. */
export const fieldsPoint = contributionPoint<AddedFields>('fields');

/**
 * The fields of entities and the shapes of resources, as one application has them. They are made once, when it starts;
 * the classes that authors have written stay as they are, so that another application of the process may have others.
 */
export class Shapes {
  private readonly added = new Map<AbstractType, readonly AddedFields[]>();
  private readonly resolved = new Map<DeclaredResource, Resource>();

  /** @throws Error naming a field that an entity has already, or that rows of before would lack */
  constructor(added: readonly AddedFields[] = []) {
    for (const one of added) {
      refuseUnfit(one, this.fieldsOf(one.entity));
      this.added.set(one.entity, [...(this.added.get(one.entity) ?? []), one]);
    }
  }

  /** All fields of an entity: its own, then those that modules add. */
  fieldsOf(entity: AbstractType): readonly FieldSpec[] {
    const added = this.added.get(entity) ?? [];
    return [...fieldsOf(entity), ...added.flatMap((one) => fieldsOf(one.fields))];
  }

  /** What the application makes of a resource; always the same. @throws Error when an added field cannot serve in its role */
  resolve(declared: DeclaredResource): Resource {
    const known = this.resolved.get(declared);
    if (known) return known;
    const made = this.make(declared);
    this.resolved.set(declared, made).set(made, made);
    return made;
  }

  private make(declared: DeclaredResource): Resource {
    const { entity, shape } = declared;
    const fields = this.fieldsOf(entity);
    const added = declared.audience === 'members' ? (this.added.get(entity) ?? []) : [];
    const whole = { ...declared, shape: withAdded(shape, added) };
    const chosen = chooseFields(whole, fields);
    assertInputs(whole, fields);
    const title = declared.audience === 'operators' ? `Installation${entity.name}` : entity.name;
    const input = (verb: 'create' | 'update', name: string) => {
      const base = Array.isArray(shape[verb]) ? picked(entity, shape[verb], name) : shape[verb];
      return base && extended(base as ConcreteType, added, verb);
    };
    return {
      ...whole,
      ...chosen,
      fields,
      view: extended(picked(entity, shape.view, title), added, 'view'),
      create: input('create', `New${title}`),
      update: input('update', `${title}Changes`),
    };
  }
}

/**
 * A class with some fields of another, rules and documentation included: like PickType of @nestjs/mapped-types, for
 * classes of the kernel's fields.
 */
export function PickFields<T extends object, K extends keyof T & string>(
  type: ConcreteType<T>,
  names: readonly K[],
): ConcreteType<Pick<T, K>> {
  const Picked = PickType(type as never, names as never) as ConcreteType<Pick<T, K>>;
  // In the order in which they are named: that is how the answer shows them.
  for (const name of names) declareField(Picked.prototype as object, fieldOf(type, name));
  return Picked;
}

/** {@link PickFields}, under the name by which the docs know the class. */
function picked(entity: ConcreteType, names: readonly string[], title: string): ConcreteType {
  return named(PickFields(entity, names as never), title);
}

/** A class with the fields that modules add for a role; the class itself where they add none. */
function extended(
  base: ConcreteType,
  added: readonly AddedFields[],
  role: 'view' | 'create' | 'update',
): ConcreteType {
  if (!added.some((one) => one[role]?.length)) return base;
  class Extended extends base {}
  for (const { fields, [role]: names = [] } of added) {
    const isAdded = (name: string) => names.includes(name);
    inheritValidationMetadata(fields as never, Extended, isAdded);
    inheritTransformationMetadata(fields as never, Extended, isAdded);
    for (const name of names) declareField(Extended.prototype, fieldOf(fields, name));
  }
  return named(Extended, base.name);
}

function named(type: ConcreteType, name: string): ConcreteType {
  return Object.defineProperty(type, 'name', { value: name });
}

/** Inputs that are classes of their own are extended as classes; what they add is proven by the names. */
function withAdded(shape: DeclaredShape, added: readonly AddedFields[]): DeclaredShape {
  const { view, list, create, update } = shape;
  const names = (role: 'view' | 'filter' | 'create' | 'update') => added.flatMap((one) => one[role] ?? []);
  const input = (given: DeclaredShape['create'], role: 'create' | 'update') =>
    Array.isArray(given) ? [...(given as readonly string[]), ...names(role)] : given;
  return {
    view: [...view, ...names('view')],
    list: list && { ...list, filter: [...list.filter, ...names('filter')] },
    create: input(create, 'create'),
    update: input(update, 'update'),
  };
}

function refuseUnfit({ entity, fields, ...roles }: AddedFields, present: readonly FieldSpec[]): void {
  const added = fieldsOf(fields);
  for (const names of Object.values(roles)) for (const name of names) choose(added, name, fields);
  for (const { name, required, kind } of added) {
    const where = `${fields.name}.${name}`;
    if (present.some((field) => field.name === name))
      throw new Error(`${where} is added to ${entity.name}, which has a field of that name; rename it.`);
    if (kind === 'state')
      throw new Error(`${where} is a state; an entity's states belong to its own resource. Use @OneOf.`);
    if (required)
      throw new Error(
        `${where} is added to ${entity.name}, which may have rows without it; make it optional.`,
      );
  }
}

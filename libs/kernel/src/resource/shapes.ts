import { inheritValidationMetadata, PickType } from '@nestjs/mapped-types';
import { declareField, fieldOf, fieldsOf, type FieldSpec } from '../fields/field-registry.js';
import type { AbstractType, ConcreteType } from '../fields/json-schema.js';
import { assertInputs, chooseFields } from './chosen-fields.js';
import { ExtendedRow } from './extended-row.js';
import type { Extension } from './extension.js';
import type { DeclaredResource, DeclaredShape, Resource } from './resource.js';
import type { ShownEntity } from './shown-entity.js';

/**
 * The fields of entities and the shapes of resources, as one application has them. They are made once, when it starts;
 * the classes that authors have written stay as they are, so that another application of the process may have others.
 */
export class Shapes {
  private readonly added = new Map<AbstractType, readonly Extension[]>();
  private readonly resolved = new Map<DeclaredResource, Resource>();
  private readonly rows = new Map<AbstractType, ExtendedRow>();
  private readonly extendedClasses = new Map<AbstractType, ConcreteType>();

  /** @param shown entities that no resource shows */
  constructor(all: readonly Extension[] = [], shown: readonly ShownEntity[] = []) {
    for (const one of all) this.added.set(one.entity, [...this.extensionsOf(one.entity), one]);
    for (const { entity, view, update } of shown) {
      const added = this.extensionsOf(entity);
      if (view) this.extendedClasses.set(view, extended(view, added, 'view'));
      if (update) this.extendedClasses.set(update, extended(update, added, 'input'));
    }
  }

  /** What modules add to an entity. */
  extensionsOf(entity: AbstractType): readonly Extension[] {
    return this.added.get(entity) ?? [];
  }

  /** The same for operations that show and change its rows by classes of their own. */
  rowOf(entity: AbstractType): ExtendedRow {
    const known = this.rows.get(entity) ?? new ExtendedRow(this.extensionsOf(entity));
    this.rows.set(entity, known);
    return known;
  }

  /** All fields of an entity: its own, then those that modules add. */
  fieldsOf(entity: AbstractType): readonly FieldSpec[] {
    return [...fieldsOf(entity), ...this.extensionsOf(entity).flatMap(({ stored }) => fieldsOf(stored))];
  }

  /** A class by which operations show or change rows, with what modules add; the class itself where they add nothing. */
  classOf<T extends AbstractType>(type: T): T {
    return (this.extendedClasses.get(type) as T | undefined) ?? type;
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
    const added = declared.audience === 'members' ? this.extensionsOf(entity) : [];
    const whole = { ...declared, shape: withAdded(shape, added) };
    const chosen = chooseFields(whole, fields);
    assertInputs(whole, fields);
    const title = declared.audience === 'operators' ? `Installation${entity.name}` : entity.name;
    const input = (verb: 'create' | 'update', name: string) => {
      const base = Array.isArray(shape[verb]) ? picked(entity, shape[verb], name) : shape[verb];
      return base && extended(base as ConcreteType, added, 'input');
    };
    return {
      ...whole,
      ...chosen,
      fields,
      addedInput: added.flatMap(({ roles }) => roles.input),
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
function extended(base: ConcreteType, added: readonly Extension[], role: 'view' | 'input'): ConcreteType {
  if (!added.some(({ roles }) => roles[role].length > 0)) return base;
  class Extended extends base {}
  for (const { stored, roles } of added) {
    const names = roles[role];
    inheritValidationMetadata(stored as never, Extended, (name) => names.includes(name));
    for (const name of names) declareField(Extended.prototype, fieldOf(stored, name));
  }
  return named(Extended, base.name);
}

function named(type: ConcreteType, name: string): ConcreteType {
  return Object.defineProperty(type, 'name', { value: name });
}

/** Inputs that are classes of their own are extended as classes; what they add is proven where it is declared. */
function withAdded(shape: DeclaredShape, added: readonly Extension[]): DeclaredShape {
  const { view, list, create, update } = shape;
  const names = (role: 'view' | 'input' | 'filter' | 'sort') => added.flatMap(({ roles }) => roles[role]);
  const input = (given: DeclaredShape['create']) =>
    Array.isArray(given) ? [...(given as readonly string[]), ...names('input')] : given;
  return {
    view: [...view, ...names('view')],
    list: list && {
      ...list,
      filter: [...list.filter, ...names('filter')],
      sort: [...list.sort, ...names('sort')],
    },
    create: input(create),
    update: input(update),
  };
}

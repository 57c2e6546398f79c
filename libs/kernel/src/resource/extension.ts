import { getMetadataStorage } from 'class-validator';
import { contributionPoint, type Contribution } from '../feature/contribution.js';
import { declareField, fieldOf, fieldsOf, type FieldSpec } from '../fields/field-registry.js';
import type { ConcreteType } from '../fields/json-schema.js';
import type { Row } from '../fields/rows.js';
import { assertExtension } from './extension-declaration.js';
import type { FieldName } from './resource-options.js';
import type { NewValues } from './store.js';
import type { Condition } from './visibility.js';

/** What the added fields are used for, by their names in the class of fields. */
export interface ExtensionRoles<F> {
  /** The fields that leave, wherever the entity's rows are shown to members of organizations. */
  readonly view?: readonly FieldName<NoInfer<F>>[];
  /** The fields that a client writes: in a new row, and in a change. */
  readonly input?: readonly FieldName<NoInfer<F>>[];
  /** The fields to filter by; they must be in the view. */
  readonly filter?: readonly FieldName<NoInfer<F>>[];
  /** The fields to sort by; they must be in the view, and cannot be optional. */
  readonly sort?: readonly FieldName<NoInfer<F>>[];
}

type RoleNames = Readonly<Record<keyof ExtensionRoles<object>, readonly string[]>>;

/** The row that an accessor reads and writes. */
const ROW = Symbol('row');
type Values = Record<string, unknown>;
type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
type Applies = (object: object, value: unknown) => boolean;

/** Fields that a module adds to an entity of another one; {@link extend} makes it. */
export class Extension<T extends Row = Row, F extends object = object> {
  /** The fields under the names by which they are stored and sent: `loyaltyTier`. */
  readonly stored: ConcreteType;
  /** {@link ExtensionRoles} by those names. */
  readonly roles: RoleNames;
  private readonly names: ReadonlyMap<string, string>;
  private readonly accessor: object;

  constructor(
    readonly entity: ConcreteType<T>,
    readonly prefix: string,
    readonly fields: ConcreteType<F>,
    roles: ExtensionRoles<F>,
  ) {
    assertExtension(this, roles as Partial<RoleNames>);
    this.names = new Map(fieldsOf(fields).map(({ name }) => [name, storedName(prefix, name)]));
    this.stored = storedClass(fields, this.names, prefix);
    const named = (names: readonly string[] = []) => names.map((name) => storedName(prefix, name));
    this.roles = {
      view: named(roles.view),
      input: named(roles.input),
      filter: named(roles.filter),
      sort: named(roles.sort),
    };
    this.accessor = accessorOf(this.names, entity, fields, prefix);
  }

  /**
   * The added fields of a row, to read and to write, with the methods of their class. What is written is stored when the row
   * is saved. Reading throws where the row has none, since the application does not import the module.
   */
  of(row: T): F {
    return Object.create(this.accessor, { [ROW]: { value: row } }) as F;
  }

  /** Values of added fields for `insert()`: `products.insert({ …, ...loyalty.values({ tier: 'gold' }) })`. */
  values(values: Partial<F>): NewValues<T> {
    return this.renamed(values) as NewValues<T>;
  }

  /** A condition on added fields for `find()` and `count()`: `products.find(loyalty.where({ tier: 'gold' }))`. */
  where(condition: Condition<F>): Condition<T> {
    return this.renamed(condition) as Condition<T>;
  }

  private renamed(values: object): object {
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        this.names.get(name) ?? fieldOf(this.fields, name).name,
        value,
      ]),
    );
  }
}

/** `FeatureRegistry` hosts it: what is added takes part in the shapes of the application that imports the module. */
export const extensionsPoint = contributionPoint<readonly Extension[]>('extensions');

/** Extensions of a module, for `Feature.declare({ … }, extensions(loyalty), migrations(AddLoyalty…))`. */
export function extensions(...all: readonly Extension[]): Contribution {
  return extensionsPoint.of(all);
}

/**
 * Adds fields to an entity of another module, and to its resource: their columns, rules, view, inputs, filters, documents,
 * audit entries and events. They are stored and sent under the prefix: `tier` of `loyalty` is `loyaltyTier`, and its column
 * `loyalty_tier`, which a migration of the extending module adds.
 * @param fields a class of fields; each is optional or has a fallback, which is the default of its column too
 * @throws Error naming the field and the fix, when a field cannot be added to an entity of another module
 */
export function extend<T extends Row, F extends object>(
  entity: ConcreteType<T>,
  prefix: string,
  fields: ConcreteType<F>,
  roles: ExtensionRoles<F>,
): Extension<T, F> {
  return new Extension(entity, prefix, fields, roles);
}

/** `loyalty` and `tier` are `loyaltyTier`. */
function storedName(prefix: string, name: string): string {
  return `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Whether a name is one that a prefix reserves: the prefix itself, and the prefix before another word. */
export function isReserved(name: string, prefix: string): boolean {
  return name === prefix || (name.startsWith(prefix) && /^[A-Z]/.test(name.slice(prefix.length)));
}

/** A class with the same fields and rules under other names. */
function storedClass(fields: ConcreteType, names: ReadonlyMap<string, string>, prefix: string): ConcreteType {
  class Stored {}
  Object.defineProperty(Stored, 'name', { value: fields.name });
  for (const field of fieldsOf(fields)) declareField(Stored.prototype, storedField(field, names, prefix));
  const storage = getMetadataStorage();
  for (const rule of storage.getTargetValidationMetadatas(fields, '', false, false))
    storage.addValidationMetadata({ ...rule, ...underOtherNames(rule, names), target: Stored });
  return Stored;
}

function storedField(field: FieldSpec, names: ReadonlyMap<string, string>, prefix: string): FieldSpec {
  const { name, required, fallback, includedAs } = field;
  return {
    ...field,
    name: names.get(name) as string,
    ...(includedAs !== undefined && { includedAs: storedName(prefix, includedAs) }),
    // Rows that there are, and those that are written without the module, have it as well.
    ...(required && { columnDefault: fallback as NonNullable<FieldSpec['columnDefault']> }),
  };
}

/** Whether a value is checked at all may depend on the object (`@IsOptional`, `@ValidateIf`): it sees one with the names of the class. */
function underOtherNames(
  { propertyName, type, constraints, validateIf }: Rule,
  names: ReadonlyMap<string, string>,
): Partial<Rule> & Pick<Rule, 'propertyName'> {
  const seen = (applies: Applies): Applies => {
    return (object, value) =>
      applies(
        Object.fromEntries([...names].map(([name, stored]) => [name, (object as Values)[stored]])),
        value,
      );
  };
  return {
    propertyName: names.get(propertyName) as string,
    ...(type === 'conditionalValidation' && { constraints: (constraints as Applies[]).map(seen) }),
    ...(validateIf && { validateIf: seen(validateIf) }),
  };
}

function accessorOf(
  names: ReadonlyMap<string, string>,
  entity: ConcreteType,
  fields: ConcreteType,
  prefix: string,
): object {
  const accessor = Object.create(fields.prototype as object) as object;
  for (const [name, stored] of names)
    Object.defineProperty(accessor, name, {
      enumerable: true,
      get(this: { readonly [ROW]: Values }) {
        if (!(stored in this[ROW]))
          throw new Error(
            `This ${entity.name} has no ${stored}: import the module that contributes extensions(${prefix}), or set the value first.`,
          );
        return this[ROW][stored];
      },
      set(this: { readonly [ROW]: Values }, value: unknown) {
        this[ROW][stored] = value;
      },
    });
  return accessor;
}

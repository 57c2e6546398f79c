import { choose, fieldsOf, type FieldSpec } from '../fields/field-registry.js';
import type { ConcreteType } from '../fields/json-schema.js';
import { Row } from '../fields/rows.js';

interface Declared {
  readonly entity: ConcreteType;
  readonly prefix: string;
  readonly fields: ConcreteType;
}

/** Names by which tables say whose a row is. */
const tenantFields = new Set(['organizationId', 'userId']);
/** PostgreSQL cuts longer names of columns; `_key` may follow. */
const longestName = 59;

/**
 * Proves what an extension says by itself, whatever the application.
 * @param roles names of fields by their roles
 * @throws Error naming the entity, the field and the fix
 */
export function assertExtension(
  { entity, prefix, fields }: Declared,
  roles: Partial<Readonly<Record<'view' | 'input' | 'filter' | 'sort', readonly string[]>>>,
): void {
  const refuse = (text: string) => new Error(`The extension "${prefix}" of ${entity.name}: ${text}`);
  if (!/^[a-z][a-z0-9]*([A-Z][a-z0-9]+)*$/.test(prefix))
    throw refuse('the prefix must be a word in camel case, such as "loyalty".');
  if (fields.prototype instanceof Row)
    throw refuse(
      `${fields.name} extends ${parentOf(fields)}, but the row is the entity's; write a class that has only the added fields.`,
    );
  const all = fieldsOf(fields);
  if (all.length === 0)
    throw refuse(`${fields.name} has no fields; declare them with field decorators (@Text, @Integer, …).`);
  for (const field of all) {
    const fault = faultOfField(field, `${prefix}_${field.name}`);
    if (fault) throw refuse(`${fields.name}.${field.name} ${fault}`);
  }
  for (const [role, names] of Object.entries(roles))
    for (const name of names ?? []) {
      const fault = faultOfRole(role, choose(all, name, fields));
      if (fault) throw refuse(`${fields.name}.${name} ${fault}`);
    }
}

function faultOfField(field: FieldSpec, column: string): string | undefined {
  const { name, kind, required, fallback, stamp, grants, unique } = field;
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) return 'must be named in camel case, such as "tier".';
  if (column.replaceAll(/[A-Z]/g, '__').length > longestName)
    return `makes a column whose name is longer than ${longestName} characters; shorten the prefix or the name.`;
  if (tenantFields.has(name))
    return 'would decide who owns the row, which only the entity itself may do; rename it, or remove it.';
  if (kind === 'state')
    return "is a state, and an entity's states belong to its own resource; use @OneOf with a fallback.";
  if (stamp)
    return `would be written by the store, which works only for the entity's own fields; use @Ref(() => …, { optional: true }), and set it yourself.`;
  if (grants)
    return 'grants permissions, which only the operations of the package can check; keep it in an entity of the extending module.';
  if (required && fallback === undefined)
    return "is required, but existing rows have no value for it; make it optional, or give it a fallback, which becomes the column's default.";
  if (unique && fallback !== undefined)
    return 'is unique and has a fallback, which all existing rows would share; make it optional instead.';
  return undefined;
}

function faultOfRole(role: string, { kind, classification, required }: FieldSpec): string | undefined {
  if (role === 'view' && classification === 'secret')
    return 'is in the view but classified as secret; remove it from the view.';
  if (role === 'input' && kind === 'json')
    return 'is JSON without a schema and cannot be validated; remove it from the input, or give it a class (@ListOf).';
  if (role === 'sort' && !required)
    return 'is sorted by but optional, so rows without a value would be missing from the list; give it a fallback, or remove it from sort.';
  return undefined;
}

function parentOf(type: ConcreteType): string {
  return (Object.getPrototypeOf(type) as { readonly name: string }).name;
}

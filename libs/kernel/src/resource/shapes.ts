import { PickType } from '@nestjs/swagger';
import { declareField, fieldOf, fieldsOf, type FieldSpec } from '../fields/field-registry.js';
import { assertInputClass } from '../fields/input-class.js';
import type { AbstractType, ConcreteType, JsonSchema } from '../fields/json-schema.js';

/** Fields that only the store writes. */
const storeOwned = new Set(['id', 'version', 'createdAt', 'updatedAt', 'organizationId', 'userId']);

/** A class with the named fields of `entity`, under the name by which the docs know it. */
export function viewFrom(entity: ConcreteType, names: readonly string[], title: string): ConcreteType {
  return picked(entity, names, title);
}

/**
 * The input class of a verb: the named fields of the entity, or the class as given.
 * @throws Error when a field belongs to the store or the state machine, or has a rule without a schema (or the reverse).
 */
export function inputFrom(
  entity: ConcreteType,
  shape: readonly string[] | ConcreteType | undefined,
  title: string,
  verb: string,
): ConcreteType | null {
  if (!shape) return null;
  const named: readonly string[] = Array.isArray(shape) ? shape : [];
  const given = Array.isArray(shape) ? picked(entity, named, title) : (shape as ConcreteType);
  for (const field of fieldsOf(given)) {
    if (
      storeOwned.has(field.name) ||
      fieldsOf(entity).some(({ name, stamp }) => stamp && name === field.name)
    )
      throw new Error(`${entity.name}.${field.name} is written by the store; remove it from "${verb}".`);
    if (field.kind === 'state')
      throw new Error(
        `${entity.name}.${field.name} is a state field; only actions can change it. Remove it from "${verb}".`,
      );
    if (field.kind === 'json')
      throw new Error(
        `${entity.name}.${field.name} is JSON without a schema and cannot be validated; remove it from "${verb}", or give it a class (@ListOf).`,
      );
  }
  assertInputClass(given, { deep: false });
  return given;
}

/**
 * A class with some fields of another, rules and documentation included: like PickType of @nestjs/swagger, for classes
 * of the kernel's fields.
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

function picked(entity: ConcreteType, names: readonly string[], title: string): ConcreteType {
  const Picked = PickFields(entity, names as never);
  Object.defineProperty(Picked, 'name', { value: title });
  return Picked;
}

/** JSON Schema of a class of fields, as its values leave: nothing is required, since `fields=` may mask any. */
export function answerSchema(type: AbstractType): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(fieldsOf(type).map((field) => [field.name, answerFieldSchema(field)])),
  };
}

/** What a verb or action of a resource answers with: a class of its own, or the view. */
export function schemaOfAnswer(
  resource: Parameters<typeof viewSchema>[0] & Answering,
  verb: string,
): JsonSchema {
  const answer = resource.answers.get(verb);
  return answer ? answerSchema(answer) : viewSchema(resource);
}

interface Answering {
  readonly answers: ReadonlyMap<string, AbstractType>;
}

/** {@link answerSchema} of a resource's view, with room for the rows that `include=` adds. */
export function viewSchema(resource: {
  readonly view: AbstractType;
  readonly includes: ReadonlyMap<string, FieldSpec>;
}): JsonSchema {
  const view = answerSchema(resource.view);
  // What is included is another resource's view already; its class may not be loaded yet at this point.
  const included = [...resource.includes.keys()].map((name) => [
    name,
    { type: ['object', 'null'], additionalProperties: true },
  ]);
  return {
    ...view,
    properties: { ...view.properties, ...(Object.fromEntries(included) as Record<string, JsonSchema>) },
  };
}

function answerFieldSchema(field: FieldSpec): JsonSchema {
  // Bounds are checked on the way in; the serializer needs only types.
  const bare: JsonSchema = field.element
    ? { type: 'array', items: answerSchema(field.element()) }
    : {
        ...(field.schema.type && { type: field.schema.type }),
        ...(field.schema.format === 'date-time' && { format: 'date-time' }),
        ...(field.schema.additionalProperties && { additionalProperties: true }),
        ...(field.schema.items && { items: { type: 'string' } }),
        ...(!field.schema.type && { type: 'string' }),
      };
  return field.required ? bare : { ...bare, type: [bare.type as string, 'null'] };
}

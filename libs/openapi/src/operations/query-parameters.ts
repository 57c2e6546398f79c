import { fieldsOf, type ConcreteType, type JsonValue } from '@keelson/kernel';
import type { ParameterDocument } from '../document.js';
import { publishedSchema } from '../schemas/field-schema.js';

/** The parameters of a query: one for each field of its class. */
export function queryParameters(type: ConcreteType): ParameterDocument[] {
  return fieldsOf(type).map(({ name, schema, required, fallback }) => {
    const { description, examples, ...value } = schema;
    return {
      name,
      required: required && fallback === undefined,
      in: 'query',
      ...(description && { description }),
      schema: publishedSchema({
        ...value,
        // Of a choice, each value is an example.
        ...(examples && !value.enum && { examples }),
        ...(fallback !== undefined && { default: fallback as JsonValue }),
      }),
    };
  });
}

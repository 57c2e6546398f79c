import type { FieldSpec, JsonSchema } from '@keelson/kernel';

/** Longest RFC 3339 instant: nine digits of a second, and an offset. */
const longestInstant = 40;
/** Text holds no U+0000: no engine stores it. */
const storable = '^[^\\u0000]*$';

/**
 * The published schema of one value: the field's own, with the bounds that its type implies written out, so that every
 * string, integer and array says how far it goes (OWASP API4:2023).
 */
export function publishedSchema(schema: JsonSchema): JsonSchema {
  const types = [schema.type ?? []].flat();
  return {
    ...schema,
    ...(types.includes('string') && !schema.enum && schema.const === undefined && stringBounds(schema)),
    ...(types.includes('integer') && integerBounds(schema)),
    ...(types.includes('array') && { maxItems: schema.maxItems ?? 1_000 }),
    ...(types.includes('object') &&
      schema.properties && { additionalProperties: schema.additionalProperties ?? false }),
    ...(schema.items && { items: publishedSchema(schema.items) }),
    ...(schema.anyOf && { anyOf: schema.anyOf.map((one) => publishedSchema(one)) }),
    ...(typeof schema.additionalProperties === 'object' && {
      additionalProperties: publishedSchema(schema.additionalProperties),
    }),
    ...(schema.properties && {
      properties: Object.fromEntries(
        Object.entries(schema.properties).map(([name, one]) => [name, publishedSchema(one)]),
      ),
    }),
  };
}

/** A field as it stands in a body; null stands beside its type when it is a value of the field. */
export function fieldSchema(field: FieldSpec, element: JsonSchema | null): JsonSchema {
  const schema = publishedSchema(element ? { ...field.schema, items: element } : field.schema);
  if (field.required) return schema;
  return {
    ...schema,
    type: schema.type === undefined ? 'null' : [...[schema.type].flat(), 'null'],
    ...(schema.enum && { enum: [...schema.enum, null] }),
  };
}

function stringBounds(schema: JsonSchema): JsonSchema {
  switch (schema.format) {
    case 'uuid':
      return { minLength: 36, maxLength: 36 };
    case 'date-time':
      return { minLength: 20, maxLength: longestInstant };
    case undefined:
      return { maxLength: schema.maxLength ?? 2_000, pattern: schema.pattern ?? storable };
    default:
      return { maxLength: schema.maxLength ?? 2_000 };
  }
}

function integerBounds(schema: JsonSchema): JsonSchema {
  const minimum = schema.minimum ?? 0;
  const maximum = schema.maximum ?? 2_147_483_647;
  const small = minimum >= -2_147_483_648 && maximum <= 2_147_483_647;
  return { minimum, maximum, format: small ? 'int32' : 'int64' };
}

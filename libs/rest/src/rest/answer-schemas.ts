import {
  fieldsOf,
  type AbstractType,
  type CatalogRoute,
  type FieldSpec,
  type JsonSchema,
  type Resource,
} from '@keelson/kernel';

/** Of each status that an operation answers with, what Fastify writes the body by; null where no class describes it. */
export function answerSchemas({ operation, resource }: CatalogRoute): Record<number, JsonSchema> | null {
  // Of an action on a controller of another kind, nobody promises that it answers with the view.
  if (!operation?.answer || !operation.resource || !resource) return null;
  const { answer, verb } = operation;
  const schema = answer === operation.resource.view ? viewSchema(operation.resource) : answerSchema(answer);
  if (verb === 'list') return { 200: pageSchema(schema) };
  return { [verb === 'create' ? 201 : 200]: schema };
}

/** JSON Schema of a class of fields, as its values leave: nothing is required, since `fields=` may mask any. */
function answerSchema(type: AbstractType): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(fieldsOf(type).map((field) => [field.name, answerFieldSchema(field)])),
  };
}

/** {@link answerSchema} of a resource's view, with room for the rows that `include=` adds. */
function viewSchema(resource: Resource): JsonSchema {
  const view = answerSchema(resource.view);
  // What is included is another resource's view already.
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

/** The schema of a page of `view`. */
function pageSchema(view: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: {
      data: { type: 'array', items: view },
      page: {
        type: 'object',
        properties: {
          next: { type: ['string', 'null'] },
          limit: { type: 'integer' },
          count: { type: 'integer' },
          countIsExact: { type: 'boolean' },
        },
      },
    },
  };
}

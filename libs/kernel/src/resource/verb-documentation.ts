import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FieldSpec } from '../fields/field-registry.js';
import type { JsonSchema } from '../fields/json-schema.js';
import { areaOf, titleOf } from './audience.js';
import { nounOf, oneOf, pluralOf, withArticle } from './noun.js';
import type { Resource, StandardVerb } from './resource.js';

/** Most rows of one page. */
export const largestPage = 200;
/**
 * The media type of an answer to `fields=`. It has a schema of its own, without required members; under `application/json`
 * every member is there that the schema of the row requires.
 */
export const partialType = 'application/vnd.keelson.partial+json';
/** Rows of a page that says nothing of its size. */
export const usualPage = 50;

/** Operators by which `filter[field][operator]` compares, beside plain equality. */
export const filterOperators = ['gte', 'lte', 'in', 'prefix'] as const;
export type FilterOperator = 'eq' | (typeof filterOperators)[number];

/** The operators that make sense for a field: a prefix of free text, an order of numbers and instants. */
export function operatorsFor(field: FieldSpec): readonly FilterOperator[] {
  if (field.kind === 'text' && !field.schema.enum) return ['eq', 'in', 'prefix'];
  if (field.kind === 'integer' || field.kind === 'amount' || field.kind === 'instant')
    return ['eq', 'gte', 'lte', 'in'];
  return ['eq', 'in'];
}

/** The schema of a page of `view`. */
export function pageSchema(view: JsonSchema): JsonSchema {
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

/** The OpenAPI decorators of a standard verb. @param takesParams the method looks at the parameters of the query */
export function documentVerb(
  verb: StandardVerb,
  resource: Resource,
  takesParams: boolean,
): MethodDecorator[] {
  const { view, permissions } = resource;
  const noun = nounOf(resource);
  const title = titleOf(resource);
  const words: Record<StandardVerb, { id: string; summary: string; description: string }> = {
    list: {
      id: `list-${areaOf(resource)}`,
      summary: `List ${pluralOf(resource)}`,
      description: `${resource.description} Paginated: pass \`page.next\` as \`cursor\` until it is null.`,
    },
    read: {
      id: `read-${title}`,
      summary: `Get ${withArticle(resource)}`,
      description: `Returns the ${noun} with this id.`,
    },
    create: {
      id: `create-${title}`,
      summary: permissions['create'] ?? `Create ${withArticle(resource)}`,
      description: `Creates ${withArticle(resource)}.`,
    },
    update: {
      id: `update-${title}`,
      summary: permissions['update'] ?? `Change ${withArticle(resource)}`,
      description: `Changes the ${noun} with a JSON merge patch (RFC 7396): omitted fields keep their values, and null clears an optional field.${editable(resource)}`,
    },
    remove: {
      id: `remove-${title}`,
      summary: permissions['remove'] ?? `Delete ${withArticle(resource)}`,
      description: `Deletes the ${noun}; its audit entries are kept.${editable(resource)}`,
    },
  };
  const { id, summary, description } = words[verb];
  return [
    ApiOperation({ operationId: id, summary, description }),
    ...answersOf(verb, noun, resource.answers.get(verb) ?? view),
    ...(takesParams && verb === 'list' ? listParameters(resource) : []),
    ...(takesParams && verb === 'read' ? readParameters(resource) : []),
  ];
}

function editable(resource: Resource): string {
  return resource.editableIn ? ` Allowed only while its state is ${oneOf(resource.editableIn)}.` : '';
}

function answersOf(verb: StandardVerb, name: string, view: Resource['view']): MethodDecorator[] {
  switch (verb) {
    case 'create':
      return [ApiCreatedResponse({ type: view, description: `The new ${name}.` })];
    case 'remove':
      return [ApiNoContentResponse({ description: `The ${name} is deleted.` })];
    case 'list':
      return [
        ApiExtraModels(view) as MethodDecorator,
        ApiOkResponse({
          description: 'A page of the list.',
          schema: {
            type: 'object',
            required: ['data', 'page'],
            additionalProperties: false,
            properties: {
              data: { type: 'array', maxItems: largestPage, items: { $ref: getSchemaPath(view) } },
              page: {
                type: 'object',
                required: ['next', 'limit'],
                additionalProperties: false,
                properties: {
                  next: {
                    type: ['string', 'null'] as never,
                    maxLength: 1024,
                    description: 'Cursor for the next page; null on the last page.',
                  },
                  limit: { type: 'integer', minimum: 1, maximum: largestPage },
                  count: {
                    type: 'integer',
                    minimum: 0,
                    maximum: 10_000,
                    description: 'Number of matching rows. Present only with `count=true`.',
                  },
                  countIsExact: {
                    type: 'boolean',
                    description: 'Whether `count` is exact; false if counting stopped at 10,000.',
                  },
                },
              },
            },
          },
        }),
      ];
    default:
      return [ApiOkResponse({ type: view, description: `The ${name}.` })];
  }
}

function listParameters(resource: Resource): MethodDecorator[] {
  return [
    ApiQuery({
      name: 'limit',
      required: false,
      description: 'Rows per page.',
      schema: { type: 'integer', minimum: 1, maximum: largestPage, default: usualPage },
    }),
    ApiQuery({
      name: 'cursor',
      required: false,
      description: '`page.next` from the previous page.',
      schema: { type: 'string', minLength: 1, maxLength: 1024 },
    }),
    ApiQuery({
      name: 'count',
      required: false,
      description: 'Whether to count the matching rows, up to 10,000.',
      schema: { type: 'boolean', default: false },
    }),
    ...choiceParameters(resource),
    ...readParameters(resource),
  ];
}

/** The parameters of a list that say which rows, in which order and how much of them; not how they are paged. */
export function exportParameters(resource: Resource): MethodDecorator[] {
  return [...choiceParameters(resource), exportedFields(resource)];
}

function choiceParameters(resource: Resource): MethodDecorator[] {
  const list = resource.list ?? { filter: [], sort: [], search: [] };
  const sorts = list.sort.flatMap((field) => [field.name, `-${field.name}`]);
  const filters = list.filter.flatMap((field) =>
    operatorsFor(field).map((operator) =>
      ApiQuery({
        name: operator === 'eq' ? `filter[${field.name}]` : `filter[${field.name}][${operator}]`,
        required: false,
        description:
          operator === 'in'
            ? `Only rows whose \`${field.name}\` is one of up to 50 values, separated by commas. Within a value, write \`\\,\` for a comma and \`\\\\\` for a backslash.`
            : `Only rows whose \`${field.name}\` ${wordsFor[operator]} this value${field.unique === 'ignore-case' ? ', ignoring case' : ''}.`,
        schema: (operator === 'eq' || operator === 'gte' || operator === 'lte'
          ? filterSchema(field)
          : { type: 'string', minLength: 1, maxLength: 2000 }) as never,
      }),
    ),
  );
  return [
    ApiQuery({
      name: 'sort',
      required: false,
      description: 'Field to sort by; a leading minus sign sorts in descending order.',
      schema: { type: 'string', enum: sorts, default: `-${list.sort[0]?.name}` },
    }),
    ...(list.search.length > 0
      ? [
          ApiQuery({
            name: 'q',
            required: false,
            description: `Words to search for. A row matches if every search word is a prefix of a word in ${oneOf(list.search.map((field) => field.name))}, ignoring case and accents.`,
            schema: { type: 'string', minLength: 1, maxLength: 200 },
          }),
        ]
      : []),
    ...filters,
  ];
}

/** What can be compared with a field: whatever its column could hold, since bounds of an input may have been others before. */
function filterSchema({ kind, schema, length }: FieldSpec): JsonSchema {
  if (kind === 'integer') return { type: 'integer', minimum: -2_147_483_648, maximum: 2_147_483_647 };
  if (kind === 'amount') return { type: 'integer', minimum: -1e15, maximum: 1e15 };
  return kind === 'text' && !schema.enum
    ? { type: 'string', minLength: 1, ...(length !== undefined && { maxLength: length }) }
    : schema;
}

const wordsFor = {
  eq: 'equals',
  gte: 'is at least',
  lte: 'is at most',
  prefix: 'begins with',
} as const;

function readParameters(resource: Resource): MethodDecorator[] {
  const includes = [...resource.includes.keys()];
  return [
    fieldsParameter(resource),
    ...(includes.length > 0
      ? [
          ApiQuery({
            name: 'include',
            required: false,
            description: `Referenced rows to include, separated by commas: ${includes.join(', ')}.`,
            schema: { type: 'string', minLength: 1, maxLength: 500 },
          }),
        ]
      : []),
  ];
}

function exportedFields({ viewFields }: Resource): MethodDecorator {
  return ApiQuery({
    name: 'fields',
    required: false,
    description: `Fields to export, separated by commas; the file contains them in the given order. Available fields: ${viewFields.map((field) => field.name).join(', ')}.`,
    schema: { type: 'string', minLength: 1, maxLength: 2000 },
  });
}

function fieldsParameter(resource: Resource): MethodDecorator {
  return ApiQuery({
    name: 'fields',
    required: false,
    description: `Fields to return, separated by commas; the response omits all others and has the media type \`${partialType}\`. Available fields: ${resource.viewFields.map((field) => field.name).join(', ')}.`,
    schema: { type: 'string', minLength: 1, maxLength: 2000 },
  });
}

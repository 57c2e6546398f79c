import {
  largestPage,
  operatorsFor,
  transferFormats,
  usualPage,
  type FieldSpec,
  type JsonSchema,
  type Resource,
} from '@keelson/kernel';
import { partialType } from '@keelson/rest/ports';
import type { ParameterDocument } from '../document.js';
import { oneOf } from './noun.js';

/** The parameters of a resource's list. */
export function listParameters(resource: Resource): ParameterDocument[] {
  return [
    parameter('limit', 'Rows per page.', {
      type: 'integer',
      minimum: 1,
      maximum: largestPage,
      default: usualPage,
    }),
    parameter('cursor', '`page.next` from the previous page.', text(1024)),
    parameter('count', 'Whether to count the matching rows, up to 10,000.', {
      type: 'boolean',
      default: false,
    }),
    ...choiceParameters(resource),
    ...readParameters(resource),
  ];
}

/** Those of reading one row: which members, and which rows that it refers to. */
export function readParameters(resource: Resource): ParameterDocument[] {
  const includes = [...resource.includes.keys()];
  return [
    parameter(
      'fields',
      `Fields to return, separated by commas; the response omits all others and has the media type \`${partialType}\`. Available fields: ${namesOf(resource)}.`,
      text(2000),
    ),
    ...(includes.length > 0
      ? [
          parameter(
            'include',
            `Referenced rows to include, separated by commas: ${includes.join(', ')}.`,
            text(500),
          ),
        ]
      : []),
  ];
}

/** Those of an export: which rows, in which order and how much of them; not how they are paged. */
export function exportParameters(resource: Resource): ParameterDocument[] {
  return [
    parameter('format', '`csv`: a header row, then one line per row. `ndjson`: one JSON object per line.', {
      type: 'string',
      enum: Object.keys(transferFormats),
      default: 'csv',
    }),
    ...choiceParameters(resource),
    parameter(
      'fields',
      `Fields to export, separated by commas; the file contains them in the given order. Available fields: ${namesOf(resource)}.`,
      text(2000),
    ),
  ];
}

function choiceParameters(resource: Resource): ParameterDocument[] {
  const { filter, sort, search } = resource.list ?? { filter: [], sort: [], search: [] };
  return [
    parameter('sort', 'Field to sort by; a leading minus sign sorts in descending order.', {
      type: 'string',
      enum: sort.flatMap(({ name }) => [name, `-${name}`]),
      default: `-${sort[0]?.name}`,
    }),
    ...(search.length > 0
      ? [
          parameter(
            'q',
            `Words to search for. A row matches if every search word is a prefix of a word in ${oneOf(search.map(({ name }) => name))}, ignoring case and accents.`,
            text(200),
          ),
        ]
      : []),
    ...filter.flatMap(filterParameters),
  ];
}

function filterParameters(field: FieldSpec): ParameterDocument[] {
  const { name, unique } = field;
  return operatorsFor(field).map((operator) => {
    if (operator === 'in')
      return parameter(
        `filter[${name}][in]`,
        `Only rows where \`${name}\` is one of up to 50 values, separated by commas. Within a value, write \`\\,\` for a comma and \`\\\\\` for a backslash.`,
        text(2000),
      );
    return parameter(
      operator === 'eq' ? `filter[${name}]` : `filter[${name}][${operator}]`,
      `Only rows where \`${name}\` ${wordsFor[operator]} this value${unique === 'ignore-case' ? ', ignoring case' : ''}.`,
      operator === 'prefix' ? text(2000) : filterSchema(field),
    );
  });
}

const wordsFor = {
  eq: 'equals',
  gte: 'is at least',
  lte: 'is at most',
  prefix: 'begins with',
} as const;

/** What can be compared with a field: whatever its column could hold, since bounds of an input may have been others before. */
function filterSchema({ kind, schema, length }: FieldSpec): JsonSchema {
  if (kind === 'integer') return { type: 'integer', minimum: -2_147_483_648, maximum: 2_147_483_647 };
  if (kind === 'amount') return { type: 'integer', minimum: -1e15, maximum: 1e15 };
  return kind === 'text' && !schema.enum
    ? { type: 'string', minLength: 1, ...(length !== undefined && { maxLength: length }) }
    : schema;
}

function parameter(name: string, description: string, schema: JsonSchema): ParameterDocument {
  return { name, required: false, in: 'query', description, schema };
}

function text(maxLength: number): JsonSchema {
  return { type: 'string', minLength: 1, maxLength };
}

function namesOf({ viewFields }: Resource): string {
  return viewFields.map(({ name }) => name).join(', ');
}

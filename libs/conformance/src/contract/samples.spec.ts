import type { JsonSchema } from '@keelson/kernel';
import type { OpenApiDocument } from '@keelson/platform';
import { describe, expect, it } from 'vitest';
import { isOfMoments } from './moments.js';
import { sampleOf } from './samples.js';
import { Schemas } from './schemas.js';

const schemas = new Schemas({
  components: { schemas: { Side: { type: 'string', enum: ['port', 'starboard'] } } },
} as unknown as OpenApiDocument);
const parameter = (schema: JsonSchema, more: object = {}) => ({
  name: 'one',
  in: 'query' as const,
  required: true,
  schema,
  ...more,
});
const month = '^20\\d{2}-(0[1-9]|1[0-2])$';

describe('A parameter', () => {
  it.each<[string | undefined, JsonSchema, object?]>([
    ['2031-05', { type: 'string', pattern: month, examples: ['2031-05'] }],
    ['2031-06', { type: 'string', pattern: month }, { example: '2031-06' }],
    ['2031-07', { type: 'string', pattern: month }, { examples: { usual: { value: '2031-07' } } }],
    ['2026-01', { type: 'string', pattern: month, examples: ['soon'] }],
    ['2026-01-31', { type: 'string', format: 'date', maxLength: 10 }],
    ['2026-W05', { type: 'string', pattern: '^\\d{4}-W\\d\\d$' }],
    ['port', { $ref: '#/components/schemas/Side' }],
    ['7', { type: 'integer', minimum: 7, maximum: 9 }],
    ['-3', { type: 'integer', maximum: -3 }],
    ['true', { type: 'boolean' }],
    ['EUR', { type: 'string', pattern: '^[A-Z]{3}$', maxLength: 3, minLength: 3, examples: ['€'] }],
    ['111111', { type: 'string', pattern: '^\\d{6}$' }],
    ['port', { type: 'array', items: { type: 'string', enum: ['port'] } }],
    [undefined, { type: 'string', pattern: '^keel-[0-9]{4}-[a-f]{2}$' }],
  ])('is given %s by its schema %j', (text, schema, more) => {
    expect(sampleOf(schemas, parameter(schema, more))).toBe(text);
  });

  it.each<[boolean, JsonSchema]>([
    [true, { type: 'string', format: 'date' }],
    [true, { type: 'string', pattern: month }],
    [false, { type: 'string', maxLength: 20 }],
    [false, { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9 -]{0,15}$' }],
    [false, { type: 'integer' }],
  ])('of moments: %s of %j', (expected, schema) => {
    expect(isOfMoments(schemas, parameter(schema))).toBe(expected);
  });
});

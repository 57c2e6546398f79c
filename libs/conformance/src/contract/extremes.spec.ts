import type { JsonSchema } from '@keelson/kernel';
import type { OpenApiDocument } from '@keelson/platform';
import { describe, expect, it } from 'vitest';
import { Edge } from './extremes.js';
import { Schemas } from './schemas.js';

const schemas = new Schemas({ components: {} } as unknown as OpenApiDocument);
const edge = (schema: JsonSchema, usual: string | null = null) =>
  Edge.of(schemas, { name: 'one', in: 'query', required: true, schema }, usual);

describe('The ends of a range', () => {
  it.each<[JsonSchema, string | null, number, string, string]>([
    [{ type: 'string', format: 'date' }, '2031-05-01', Infinity, '0001-01-01', '9999-12-31'],
    [{ type: 'string', format: 'date' }, '2031-05-01', 10, '2021-01-01', '2041-12-31'],
    [{ type: 'string', pattern: '^20\\d{2}-(0[1-9]|1[0-2])$' }, null, Infinity, '2000-01', '2099-12'],
    [
      { type: 'string', format: 'date-time' },
      null,
      1,
      '2025-01-01T00:00:00.000Z',
      '2027-12-31T23:59:59.000Z',
    ],
    [{ type: 'integer', minimum: 1, maximum: 90 }, '7', Infinity, '1', '90'],
    [{ type: 'integer', minimum: 1, maximum: 90 }, '7', 10, '1', '17'],
  ])('of %j about %s, %s away, are %s and %s', (schema, usual, reach, least, greatest) => {
    expect(edge(schema, usual)?.at('least', reach)).toBe(least);
    expect(edge(schema, usual)?.at('greatest', reach)).toBe(greatest);
  });

  it('are not told by a text', () => {
    expect(edge({ type: 'string', maxLength: 20 })).toBeNull();
  });
});

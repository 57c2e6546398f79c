import type { JsonSchema } from '@keelson/kernel';
import type { OpenApiDocument } from '@keelson/platform';
import { describe, expect, it } from 'vitest';
import { Schemas } from '../../contract/schemas.js';
import { invalidNeighbors } from './invalid-neighbors.js';
import { rawNeighbors } from './raw-neighbors.js';
import { validNeighbors } from './valid-neighbors.js';

const schema: JsonSchema = {
  type: 'object',
  required: ['code', 'lines'],
  additionalProperties: false,
  properties: {
    code: { type: 'string', minLength: 2, maxLength: 5, pattern: '^[A-Z]+$' },
    count: { type: ['integer', 'null'], minimum: 1, maximum: 9 },
    at: { type: 'string', format: 'date-time' },
    lines: {
      type: 'array',
      minItems: 1,
      maxItems: 2,
      items: {
        type: 'object',
        required: ['side'],
        additionalProperties: false,
        properties: { side: { type: 'string', enum: ['a', 'b'] } },
      },
    },
  },
};
const valid = { code: 'ABC', count: 3, at: '2026-01-31T12:00:00Z', lines: [{ side: 'a' }] };
const schemas = new Schemas({ paths: {}, components: { schemas: {} } } as unknown as OpenApiDocument);

describe('The neighbors of a valid body', () => {
  const invalid = [...invalidNeighbors(schema, valid, schemas)];

  it('are each wrong, and only at the place that they name', () => {
    for (const { body, pointer, what, kind } of invalid.filter((one) => one.kind !== 'unicode')) {
      const faults = schemas.faultsOf(schema, body).map((fault) => fault.pointer);
      expect(faults, `${kind} ${what}`).not.toEqual([]);
      expect(
        faults.every((one) => one.startsWith(pointer ?? '')),
        `${what}: ${faults.join()}`,
      ).toBe(true);
    }
  });

  it('are of every kind, in members of lists too', () => {
    expect(new Set(invalid.map(({ kind }) => kind))).toEqual(
      new Set(['missing', 'null', 'type', 'bound', 'format', 'extra', 'huge', 'unicode']),
    );
    expect(invalid.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining([
        '/code',
        '/count',
        '/at',
        '/lines',
        '/lines/0/side',
        '/lines/0/unexpectedMember',
        '/unexpectedMember',
      ]),
    );
    expect(invalid.some(({ kind, pointer }) => kind === 'null' && pointer === '/count')).toBe(false);
    expect(invalid.some(({ kind, pointer }) => kind === 'missing' && pointer === '/at')).toBe(false);
  });

  it('that are valid reach the bounds', () => {
    const bodies = [...validNeighbors(schema, valid, schemas)].map(({ body }) => body as typeof valid);
    for (const body of bodies) expect(schemas.faultsOf(schema, body)).toEqual([]);
    expect(bodies.map(({ code }) => code)).toEqual(expect.arrayContaining(['AB', 'ABCCC']));
    expect(bodies.map(({ count }) => count)).toEqual(expect.arrayContaining([1, 9, null, undefined]));
    expect(bodies.map(({ lines }) => lines.length)).toEqual(expect.arrayContaining([1, 2]));
    expect(bodies.map(({ lines }) => lines[0]?.side)).toContain('b');
  });

  it('that are texts are read differently by different readers, or by none', () => {
    const texts = rawNeighbors(valid).map(({ body }) => String(body));
    expect(texts.filter((text) => text.startsWith('{"code":"ABC"')).length).toBeGreaterThan(0);
    expect(texts.some((text) => text.includes('"\\u0063ode"'))).toBe(true);
    expect(texts.some((text) => text.length > 1_000_000)).toBe(true);
  });
});

import type { JsonSchema } from '@keelson/kernel';
import type { OpenApiDocument } from '@keelson/platform';
import { describe, expect, it } from 'vitest';
import { breakingChanges } from './breaking-changes.js';

interface Parts {
  readonly parameters?: readonly unknown[];
  readonly body?: JsonSchema;
  readonly answer?: JsonSchema;
  readonly operation?: Readonly<Record<string, unknown>>;
  readonly responses?: Readonly<Record<string, unknown>>;
}

const content = (schema: JsonSchema) => ({ content: { 'application/json': { schema } } });

/** A document of one operation, `POST /v1/boats`; the schema `Boat` refers to itself. */
function documentOf({ parameters = [], body, answer = {}, operation, responses }: Parts): OpenApiDocument {
  return {
    paths: {
      '/v1/boats': {
        post: {
          operationId: 'create-boat',
          'x-permission': 'boats:create',
          security: [{ bearer: [] }],
          parameters,
          ...(body && { requestBody: { required: true, ...content(body) } }),
          responses: { 201: { description: '', headers: { ETag: {} }, ...content(answer) }, ...responses },
          ...operation,
        },
      },
    },
    components: {
      schemas: { Boat: { properties: { tender: { $ref: '#/components/schemas/Boat' } } } },
      responses: { NotFound: { description: 'There is none.' } },
    },
  } as unknown as OpenApiDocument;
}

const changes = (before: Parts, after: Parts) => breakingChanges(documentOf(before), documentOf(after));
const object = (properties: Record<string, JsonSchema>, required: string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
});
const text: JsonSchema = { type: 'string' };

describe('breakingChanges()', () => {
  it('lets a document grow', () => {
    expect(
      changes(
        { body: object({ name: text }, ['name']), answer: object({ name: text }, ['name']) },
        {
          parameters: [{ name: 'count', in: 'query', required: false, schema: text }],
          body: object({ name: text, hull: text }),
          answer: object({ name: { ...text, description: 'What it is called.' }, hull: text }, [
            'name',
            'hull',
          ]),
          responses: { 404: { $ref: '#/components/responses/NotFound' } },
        },
      ),
    ).toEqual([]);
  });

  it.each<[string, Parts, Parts, string]>([
    [
      'a parameter goes',
      { parameters: [{ name: 'q', in: 'query', schema: text }] },
      {},
      'the parameter q (query) was removed',
    ],
    [
      'a parameter is required',
      {},
      { parameters: [{ name: 'q', in: 'query', required: true, schema: text }] },
      'the parameter q (query) is now required',
    ],
    ['a body is required', {}, { body: text }, 'a body is now required'],
    ['an input goes', { body: object({ name: text }) }, { body: object({}) }, '/name: was removed'],
    [
      'an input is required',
      { body: object({}) },
      { body: object({ name: text }, ['name']) },
      '/name: is now required',
    ],
    ['an input has another type', { body: text }, { body: { type: 'integer' } }, 'no longer accepts string'],
    ['an input is shorter', { body: text }, { body: { type: 'string', maxLength: 9 } }, 'maxLength is now 9'],
    ['an input is longer', { body: text }, { body: { type: 'string', minLength: 1 } }, 'minLength is now 1'],
    [
      'an enum is narrower',
      { body: { enum: ['a', 'b'] } },
      { body: { enum: ['a'] } },
      'no longer accepts "b"',
    ],
    ['a pattern comes', { body: text }, { body: { type: 'string', pattern: '^x' } }, 'has the pattern ^x'],
    [
      'an answer’s field goes',
      { answer: object({ name: text }) },
      { answer: object({}) },
      '/name: was removed',
    ],
    [
      'an answer’s field may be missing',
      { answer: object({ name: text }, ['name']) },
      { answer: object({ name: text }) },
      '/name: can now be missing',
    ],
    ['an answer can be null', { answer: text }, { answer: { type: ['string', 'null'] } }, 'can now be null'],
    [
      'a list holds something else',
      { answer: { type: 'array', items: text } },
      { answer: { type: 'array', items: { type: 'integer' } } },
      '/*: can now be integer',
    ],
    [
      'a status goes',
      { responses: { 404: { $ref: '#/components/responses/NotFound' } } },
      {},
      'the status 404 was removed',
    ],
    [
      'a header goes',
      {},
      { responses: { 201: { description: '', ...content({}) } } },
      'the header ETag of the 201 response was removed',
    ],
    [
      'another permission is needed',
      {},
      { operation: { 'x-permission': 'boats:own' } },
      'requires boats:own',
    ],
    ['a sign-in is needed', { operation: { security: [] } }, {}, 'requires boats:create'],
    [
      'it is called otherwise',
      {},
      { operation: { operationId: 'new-boat' } },
      'the operation id is new-boat',
    ],
  ])('finds it when %s', (_what, before, after, told) => {
    const lines = changes(before, after);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('POST /v1/boats');
    expect(lines[0]).toContain(told);
  });

  it('finds operations that go, and ends on schemas that refer to themselves', () => {
    const kept = documentOf({ answer: { $ref: '#/components/schemas/Boat' } });
    expect(breakingChanges(kept, { ...kept, paths: {} })).toEqual(['POST /v1/boats was removed']);
    expect(breakingChanges(kept, kept)).toEqual([]);
  });
});

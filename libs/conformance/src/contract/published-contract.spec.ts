import type { OpenApiDocument } from '@keelson/platform';
import { describe, expect, it } from 'vitest';
import { PublishedContract, type Answered, type Asked } from './published-contract.js';

const row = {
  type: 'object',
  required: ['id', 'count'],
  additionalProperties: false,
  properties: {
    id: { type: 'string', format: 'uuid' },
    count: { type: 'integer', minimum: 0 },
    note: { type: ['string', 'null'] },
  },
} as const;

const document = {
  openapi: '3.1.0',
  info: {},
  servers: [],
  tags: [],
  components: {
    schemas: {
      Row: row,
      Problem: { type: 'object', required: ['code'], properties: { code: { type: 'string' } } },
    },
    responses: {
      Conflict: {
        description: 'Taken.',
        'x-problems': ['rows.taken'],
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
      Any: {
        description: 'HTTP itself.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
    headers: { ETag: { description: 'The version.', schema: { type: 'string', pattern: '^"\\d+"$' } } },
    parameters: {},
    securitySchemes: {},
  },
  paths: {
    '/rows/{id}': {
      get: {
        parameters: [
          { name: 'least', in: 'query', required: false, schema: { type: 'integer', maximum: 9 } },
        ],
        responses: {
          200: {
            description: 'The row.',
            headers: { ETag: { $ref: '#/components/headers/ETag' } },
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/Row' } },
              'application/part+json': { schema: { ...row, required: [] } },
            },
          },
          409: { $ref: '#/components/responses/Conflict' },
          default: { $ref: '#/components/responses/Any' },
        },
      },
      put: {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Row' } } },
        },
        responses: { 204: { description: 'Done.' } },
      },
    },
  },
} as unknown as OpenApiDocument;

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const asked: Asked = { method: 'GET', url: `/rows/${id}` };

function answered(json: unknown, changes: Partial<Answered> = {}): Answered {
  const type = changes.status && changes.status >= 400 ? 'application/problem+json' : 'application/json';
  return {
    status: 200,
    json,
    text: json === null ? '' : JSON.stringify(json),
    ...changes,
    headers: { 'content-type': type, ...(changes.status ? {} : { etag: '"1"' }), ...changes.headers },
  };
}

const rulesOf = (answer: Answered, request = asked) =>
  new PublishedContract(document).faultsOf(request, answer).map(({ rule }) => rule);

describe('The published contract', () => {
  it('lets pass what is documented', () => {
    expect(rulesOf(answered({ id, count: 1 }))).toEqual([]);
    expect(
      rulesOf(answered({ id, count: 1, note: null }), { ...asked, url: `${asked.url}?least=5` }),
    ).toEqual([]);
    expect(rulesOf(answered({ code: 'rows.taken' }, { status: 409 }))).toEqual([]);
    expect(rulesOf(answered({ code: 'uri_too_long' }, { status: 414 }))).toEqual([]);
  });

  it.each([
    ['missing-field', { id }],
    ['extra-field', { id, count: 1, owner: 'Ada' }],
    ['wrong-type', { id, count: '1' }],
    ['undeclared-null', { id, count: null }],
    ['wrong-value', { id, count: -1 }],
    ['wrong-value', { id: 'x', count: 1 }],
  ])('finds %s', (rule, json) => {
    expect(rulesOf(answered(json))).toEqual([rule]);
  });

  it('judges an answer by the schema of its media type', () => {
    const part = { headers: { 'content-type': 'application/part+json', etag: '"1"' } };
    expect(rulesOf(answered({ id }, part))).toEqual([]);
    expect(rulesOf(answered({ id, count: 'x' }, part))).toEqual(['wrong-type']);
    const request = { ...asked, url: `${asked.url}?fields=id` };
    expect(rulesOf(answered({ id }), request)).toEqual(['missing-field', 'undocumented-parameter']);
  });

  it('finds statuses, problems, media types, bodies and headers that nobody has announced', () => {
    expect(rulesOf(answered({ code: 'x' }, { status: 404 }))).toEqual(['undeclared-status']);
    expect(rulesOf(answered({ code: 'rows.other' }, { status: 409 }))).toEqual(['undeclared-problem']);
    expect(rulesOf(answered({ id, count: 1 }, { headers: { 'content-type': 'text/plain' } }))).toEqual([
      'undeclared-media-type',
    ]);
    expect(rulesOf(answered({ id, count: 1 }, { headers: { 'x-debug': '1' } }))).toEqual([
      'undeclared-header',
    ]);
    expect(rulesOf(answered({ id, count: 1 }, { headers: { etag: '1' } }))).toEqual(['wrong-header']);
    expect(rulesOf(answered({ id, count: 1 }, { headers: { etag: undefined } }))).toEqual(['missing-header']);
    expect(rulesOf(answered(null))).toEqual(['missing-body']);
    // No line of NDJSON is no byte, but only where NDJSON is what the document has.
    expect(rulesOf(answered(null, { headers: { 'content-type': 'application/x-ndjson' } }))).toEqual([
      'undeclared-media-type',
    ]);
  });

  it.each([
    ['https://api.example.com/base', `/base/rows/${id}`, []],
    ['https://api.example.com/base', `https://api.example.com/base/rows/${id}`, []],
    ['https://api.example.com/base', `/rows/${id}`, ['wrong-header']],
    ['https://api.example.com/base', `https://other.example.com/base/rows/${id}`, ['wrong-header']],
    ['https://api.example.com', `/rows/${id}`, []],
    ['https://api.example.com', '/lines/1', ['wrong-header']],
  ])('follows Location below %s: %s', (url, location, rules) => {
    const { get } = document.paths['/rows/{id}'] as { get: object };
    const published = new PublishedContract({
      ...document,
      servers: [{ url }],
      paths: {
        '/rows/{id}': {
          get,
          put: { responses: { 201: { description: 'Made.', headers: { Location: { schema: {} } } } } },
        },
      },
    } as unknown as OpenApiDocument);
    const made: Answered = { status: 201, headers: { location }, text: '', json: null };
    expect(published.faultsOf({ method: 'PUT', url: asked.url }, made).map(({ rule }) => rule)).toEqual(
      rules,
    );
  });

  it('holds what was accepted against the document too', () => {
    const put: Asked = { method: 'PUT', url: asked.url, body: { id, count: 1, isAdmin: true } };
    const done: Answered = { status: 204, headers: {}, text: '', json: null };
    expect(rulesOf(done, put)).toEqual(['undocumented-body']);
    expect(rulesOf(done, { ...put, body: { id, count: 1 } })).toEqual([]);
    expect(rulesOf(answered({ id, count: 1 }), { ...asked, url: `${asked.url}?least=10` })).toEqual([
      'undocumented-parameter',
    ]);
    expect(rulesOf({ ...done, text: 'x' }, { ...put, body: { id, count: 1 } })).toEqual(['undeclared-body']);
  });
});

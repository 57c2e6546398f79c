import type { JsonSchema } from '@keelson/kernel';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop } from '../../../test/support/contract-application.js';
import type { OpenApiDocument, OperationDocument, ResponseDocument } from './document.js';
import { OpenApiModule, publishDocument } from './index.js';

let app: NestFastifyApplication;
let document: OpenApiDocument;

beforeAll(async () => {
  app = await openShop({ imports: [OpenApiModule] });
  ({ document } = publishDocument(app));
});
afterAll(() => app.close());

const operations = (): [string, OperationDocument][] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, one]): [string, OperationDocument] => [`${method} ${path}`, one]),
  );
const operation = (name: string): OperationDocument => {
  const found = operations().find(([key]) => key === name)?.[1];
  if (!found) throw new Error(`no ${name}`);
  return found;
};
const schema = (name: string): JsonSchema => document.components.schemas[name] ?? {};
const problems = (name: string, status: number) => {
  const { $ref } = operation(name).responses[status] as { $ref: string };
  return document.components.responses[$ref.split('/').at(-1) ?? '']?.['x-problems'];
};

function* parts(node: unknown): Generator<Record<string, unknown>> {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) yield node as Record<string, unknown>;
  for (const one of Object.values(node)) yield* parts(one);
}

describe('the document', () => {
  it('says of each operation who may call it, and how', () => {
    expect(operation('post /v1/orders/{id}/place')).toMatchObject({
      operationId: 'place-order',
      'x-permission': 'orders:place',
      security: [{ oauth2: [] }, { bearer: [] }],
    });
    expect(operation('get /v1/me')['x-signed-in-reason']).toContain('Everyone');
    expect(operation('post /v1/auth/token')).toMatchObject({ security: [{}] });
    for (const [name, one] of operations()) {
      const said = [one['x-permission'], one['x-public-reason'], one['x-signed-in-reason']].filter(Boolean);
      expect([name, said.length, Boolean(one.summary), Boolean(one.description)]).toEqual([
        name,
        1,
        true,
        true,
      ]);
    }
  });

  it('lists the problems that access, body, path and operation imply, and those of its own', () => {
    expect(Object.keys(operation('post /v1/orders/{id}/place').responses)).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '409',
      '412',
      '422',
      '429',
      '500',
      '503',
      'default',
    ]);
    expect(problems('post /v1/orders/{id}/place', 409)).toEqual([
      'wrong_state',
      'request_in_progress',
      'sample.out_of_stock',
    ]);
    expect(problems('post /v1/products', 409)).toEqual(['already_exists', 'request_in_progress']);
    expect(problems('post /v1/orders', 422)).toEqual(['reference_not_found', 'idempotency_key_reused']);
    expect(problems('get /v1/orders', 422)).toEqual(['query_too_slow']);
    expect(Object.keys(operation('get /health/live').responses)).toEqual(['200', '500', '503', 'default']);
  });

  it('speaks RFC 6749 on the token endpoint', () => {
    const { responses, requestBody } = operation('post /v1/auth/token');
    expect(responses[400]).toEqual({ $ref: '#/components/responses/OAuth400' });
    expect(responses['default']).toBeUndefined();
    expect(Object.keys(requestBody?.content ?? {})).toEqual([
      'application/x-www-form-urlencoded',
      'application/json',
    ]);
  });

  it('describes bodies by the fields: closed, bounded, with null as a type', () => {
    expect(schema('NewProduct')).toMatchObject({
      additionalProperties: false,
      required: ['sku', 'name', 'price', 'currency'],
    });
    expect(schema('NewProduct').properties?.['description']?.type).toEqual(['string', 'null']);
    expect(schema('NewProduct').properties?.['price']).toMatchObject({ format: 'int64', minimum: 0 });
    expect(schema('NewOrder').properties?.['lines']).toMatchObject({
      minItems: 1,
      maxItems: 100,
      items: { $ref: '#/components/schemas/OrderLine' },
    });
    expect(JSON.stringify(document)).not.toContain('"nullable"');
  });

  it('takes merge patches with every member optional', () => {
    const { requestBody } = operation('patch /v1/products/{id}');
    expect(Object.keys(requestBody?.content ?? {})).toEqual([
      'application/merge-patch+json',
      'application/json',
    ]);
    expect(schema('ProductChanges').required).toBeUndefined();
    expect(schema('ProductChanges').properties?.['name']?.type).toBe('string');
  });

  it('finds the body of an action', () => {
    expect(operation('post /v1/orders/{id}/pay').requestBody?.content['application/json']?.schema).toEqual({
      $ref: '#/components/schemas/Payment',
    });
    expect(operation('post /v1/orders/{id}/place').requestBody).toBeUndefined();
  });

  it('shows what include= adds to a view, as an optional member', () => {
    const order = schema('Order');
    expect(order.properties?.['favorite']?.anyOf).toEqual([
      { $ref: '#/components/schemas/Product' },
      { type: 'null' },
    ]);
    expect(order.required).toContain('favoriteId');
    expect(order.required).not.toContain('favorite');
    expect(order.required).not.toContain('reference');
  });

  it('names the headers of requests and answers', () => {
    const names = (key: string) =>
      (operation(key).parameters ?? []).map((one) => ('$ref' in one ? one.$ref.split('/').at(-1) : one.name));
    expect(names('get /v1/orders/{id}')).toEqual(['id', 'fields', 'include', 'IfNoneMatch']);
    expect(names('post /v1/orders')).toEqual(['IdempotencyKey']);
    expect(names('post /v1/orders/{id}/place')).toEqual(['id', 'IdempotencyKey', 'IfMatch']);
    expect(names('delete /v1/orders/{id}')).toEqual(['id', 'IfMatch']);
    expect(names('post /v1/auth/sign-up')).toEqual([]);
    const created = operation('post /v1/orders').responses[201] as ResponseDocument;
    expect(Object.keys(created.headers ?? {})).toEqual(
      expect.arrayContaining(['ETag', 'Location', 'RateLimit', 'X-Request-Id']),
    );
    expect((operation('get /v1/orders').responses[200] as ResponseDocument).headers).toHaveProperty('Link');
  });

  it('offers bodies that pass their own rules', () => {
    expect(operation('post /v1/products').requestBody?.content['application/json']?.example).toEqual({
      sku: 'TEA-1',
      name: 'Green tea',
      description: 'Loose leaves.',
      price: 1999,
      currency: 'EUR',
    });
  });

  it('bounds every string, integer and array, and closes every object', () => {
    const typed = (type: string) =>
      [...parts(document)].filter((part) => [part['type'] ?? []].flat().includes(type));
    const loose = [
      ...typed('string').filter(
        (part) => !('enum' in part || ('maxLength' in part && ('pattern' in part || 'format' in part))),
      ),
      ...typed('integer').filter((part) => !('minimum' in part && 'maximum' in part && 'format' in part)),
      ...typed('array').filter((part) => !('maxItems' in part)),
      ...typed('object').filter((part) => 'properties' in part && part['additionalProperties'] !== false),
    ];
    expect(typed('string').length).toBeGreaterThan(50);
    expect(loose).toEqual([]);
  });

  it('refers only to what it has, and has only what it refers to', () => {
    const used = new Set(
      [...JSON.stringify(document).matchAll(/"#\/components\/([^"]+)"/g)].map(([, pointer]) => pointer),
    );
    const { securitySchemes: _, ...components } = document.components;
    const there = Object.entries(components).flatMap(([kind, all]) =>
      Object.keys(all).map((name) => `${kind}/${name}`),
    );
    expect(used).toEqual(new Set(there));
  });
});

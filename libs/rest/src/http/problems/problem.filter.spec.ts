import { notFound, unavailable, validationFailed } from '@keelson/kernel';
import {
  BadRequestException,
  ConflictException,
  InternalServerErrorException,
  Logger,
  Module,
  UnauthorizedException,
  type MiddlewareConsumer,
  type NestModule,
} from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { failures, openShop, outOfStock } from '../../../../../test/support/contract-application.js';

let app: NestFastifyApplication;
const errors = vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
const warnings = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);

beforeAll(async () => {
  app = await openShop();
});
afterEach(() => {
  errors.mockClear();
  warnings.mockClear();
});
afterAll(() => app.close());

const fail = (thrown: unknown) => {
  failures.set('so', () => thrown);
  return app.inject({ url: '/v1/failing?how=so', headers: { 'x-request-id': 'trace-1' } });
};

describe('a problem', () => {
  it('is told as RFC 9457 has it', async () => {
    const answer = await fail(
      outOfStock({
        detail: 'TEA-1: 3 wanted, 1 left.',
        errors: [{ pointer: '/lines/0', detail: 'is too many' }],
      }),
    );
    expect(answer.statusCode).toBe(409);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json()).toEqual({
      type: 'https://api.example.com/docs/problems/sample.out_of_stock',
      title: 'Not enough in stock',
      status: 409,
      code: 'sample.out_of_stock',
      detail: 'TEA-1: 3 wanted, 1 left.',
      instance: '/v1/failing',
      requestId: 'trace-1',
      errors: [{ pointer: '/lines/0', detail: 'is too many' }],
    });
    expect(errors).not.toHaveBeenCalled();
  });

  it('names a parameter that no handler reads, or that is given twice', async () => {
    for (const [query, parameter] of [
      ['how=so&hwo=1', 'hwo'],
      ['how=so&how=not', 'how'],
    ]) {
      const answer = await app.inject(`/v1/failing?${query}`);
      expect(answer.statusCode).toBe(400);
      expect(answer.json<{ errors: unknown[] }>().errors).toMatchObject([{ parameter }]);
    }
  });

  it('says when to come back', async () => {
    expect((await fail(unavailable({ retryAfter: 2.2 }))).headers['retry-after']).toBe('3');
    expect((await fail(unavailable())).headers['retry-after']).toBe('5');
    expect((await fail(notFound())).headers['retry-after']).toBeUndefined();
  });

  it('keeps the text of what nobody expected, and logs it once with its stack', async () => {
    const unexpected = new Error('connect to postgres://admin:hunter2@db failed');
    const answer = await fail(unexpected);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([500, 'internal_error']);
    expect(answer.body).not.toContain('hunter2');
    expect(errors).toHaveBeenCalledTimes(1);
    expect(errors.mock.calls[0]?.[1]).toBe(unexpected);
  });

  it.each([['a text'], [null], [undefined], [{ statusCode: 200 }], [42]])(
    'survives a thrown %j',
    async (thrown) => {
      failures.set('so', () => thrown);
      expect((await app.inject('/v1/failing?how=so')).statusCode).toBe(500);
    },
  );

  it('maps the exceptions of Nest by their status', async () => {
    const told = async (thrown: unknown) => {
      const answer = await fail(thrown);
      return [
        answer.statusCode,
        answer.json<{ code: string; detail?: string }>().code,
        answer.json<{ detail?: string }>().detail,
      ];
    };
    expect(await told(new ConflictException('Not twice.'))).toEqual([409, 'conflict', 'Not twice.']);
    expect(await told(new UnauthorizedException())).toEqual([401, 'unauthenticated', 'Unauthorized']);
    expect(await told(new InternalServerErrorException('hunter2'))).toEqual([
      500,
      'internal_error',
      undefined,
    ]);
    expect((await fail(new BadRequestException(['lines.0.quantity must be positive']))).json()).toMatchObject(
      {
        code: 'validation_failed',
        errors: [{ pointer: '/lines/0/quantity', detail: 'must be positive' }],
      },
    );
  });

  it('challenges whoever is not signed in', async () => {
    const answer = await app.inject('/v1/me');
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="api"');
  });

  it('says an outage once in a while, not for every request', async () => {
    const away = () =>
      Object.assign(unavailable({ detail: 'No database.' }), { cause: new Error('ECONNREFUSED') });
    for (let count = 0; count < 5; count += 1) await fail(away());
    expect(warnings.mock.calls.length).toBeLessThanOrEqual(1);
  });

  it('tells another method from no path', async () => {
    const other = await app.inject({ method: 'DELETE', url: '/v1/products/7' });
    expect(other.statusCode).toBe(405);
    expect(other.headers['allow']).toBe('GET, HEAD, PATCH');
    expect(other.json()).toMatchObject({ code: 'method_not_allowed' });
    const none = await app.inject({ method: 'DELETE', url: '/v1/product/7?token=x' });
    expect(none.json()).toMatchObject({ status: 404, code: 'not_found', instance: '/v1/product/7' });
  });

  it('has a page, and a list of all pages', async () => {
    const { type } = (await fail(outOfStock())).json<{ type: string }>();
    const page = await app.inject(new URL(type).pathname);
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.body).toContain('Not enough in stock');
    expect((await app.inject('/docs/problems')).body).toContain('sample.out_of_stock');
    expect((await app.inject('/docs/problems/gone')).statusCode).toBe(200);
    expect((await app.inject('/docs/problems/%3Cscript%3E')).json()).toMatchObject({ code: 'not_found' });
  });
});

describe('Nest middleware that fails', () => {
  @Module({})
  class Middleware implements NestModule {
    configure(consumer: MiddlewareConsumer): void {
      consumer
        .apply((_request: unknown, _response: unknown, next: (error?: Error) => void) => {
          next(unavailable({ detail: 'Not now.', retryAfter: 7 }));
        })
        .forRoutes('v1/me');
      consumer
        .apply(() => {
          throw new Error('hunter2');
        })
        .forRoutes('v1/failing');
    }
  }

  it('is answered as everything else is', async () => {
    const other = await openShop({ imports: [Middleware] });
    const refused = await other.inject({ url: '/v1/me', headers: { 'x-request-id': 'trace-1' } });
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '7']);
    expect(refused.headers['content-type']).toBe('application/problem+json');
    expect(refused.json()).toMatchObject({ code: 'unavailable', requestId: 'trace-1', instance: '/v1/me' });
    const failed = await other.inject('/v1/failing?how=so');
    expect(failed.statusCode).toBe(500);
    expect(failed.json()).toMatchObject({ code: 'internal_error' });
    expect(failed.body).not.toContain('hunter2');
    await other.close();
  });
});

describe('the token endpoint', () => {
  const ask = (payload: string, type = 'application/x-www-form-urlencoded') =>
    app.inject({ method: 'POST', url: '/v1/auth/token', headers: { 'content-type': type }, payload });

  it('takes a form and JSON', async () => {
    const form = await ask('grant_type=password&username=ada%40example.com&password=correct+horse+battery');
    expect(form.statusCode).toBe(200);
    const json = await ask(
      JSON.stringify({ grant_type: 'password', username: 'a@b.co', password: 'correct horse battery' }),
      'application/json',
    );
    expect(json.statusCode).toBe(200);
  });

  it.each([
    ['a wrong password', 'grant_type=password&username=a&password=b', 400, 'invalid_grant'],
    ['another grant', 'grant_type=magic', 400, 'unsupported_grant_type'],
    ['a missing parameter', 'username=a', 400, 'invalid_request'],
    ['a parameter twice', 'grant_type=password&grant_type=password', 400, 'invalid_request'],
    ['a large form', `grant_type=${'x'.repeat(17_000)}`, 413, 'invalid_request'],
  ])('speaks RFC 6749 of %s', async (_name, payload, status, error) => {
    const answer = await ask(payload);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.headers['cache-control']).toBe('no-store');
    const body = answer.json<{ error: string; error_description: string }>();
    expect(Object.keys(body).sort()).toEqual(['error', 'error_description']);
    expect(body.error).toBe(error);
    expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  it('speaks RFC 6749 of malformed JSON and other media types', async () => {
    expect((await ask('{', 'application/json')).json()).toMatchObject({ error: 'invalid_request' });
    expect((await ask('<a/>', 'text/xml')).json()).toMatchObject({ error: 'invalid_request' });
  });

  it('names the parameter that is wrong', async () => {
    failures.set('so', () => validationFailed());
    expect((await ask('username=a')).json()).toMatchObject({ error_description: 'grant_type is required' });
  });
});

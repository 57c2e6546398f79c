import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { request as httpRequest, Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failures, openShop } from '../../../../test/support/contract-application.js';

let app: NestFastifyApplication;
const owner = { authorization: 'Bearer owner' };
const product = { sku: 'TEA-1', name: 'Green tea', price: 100, currency: 'EUR' };

beforeAll(async () => {
  app = await openShop();
});
afterAll(() => app.close());

const post = (
  payload: string | Buffer | undefined,
  headers: Record<string, string> = {},
  url = '/v1/products',
) =>
  app.inject({
    method: 'POST',
    url,
    headers: { ...owner, 'content-type': 'application/json', ...headers },
    ...(payload !== undefined && { payload }),
  });

describe('requests', () => {
  it('keeps a well-formed request id and makes one otherwise', async () => {
    const ask = (id: string) => app.inject({ url: '/v1/me', headers: { ...owner, 'x-request-id': id } });
    expect((await ask('trace.1_A-b')).headers['x-request-id']).toBe('trace.1_A-b');
    for (const bad of ['a b', 'x'.repeat(65), '<script>', ''])
      expect((await ask(bad)).headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('runs a handler inside a context with the id of its request', async () => {
    const answers = await Promise.all(
      ['one', 'two', 'three'].map((id) =>
        app.inject({ url: '/v1/me', headers: { ...owner, 'x-request-id': id } }),
      ),
    );
    expect(answers.map((answer) => answer.json<{ requestId: string }>().requestId)).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  it.each([
    ['not JSON', '{"sku":'],
    ['a member twice', '{"sku":"A","sku":"B"}'],
    ['a member twice, once escaped', '{"sku":"A","\\u0073ku":"B"}'],
    ['a prototype', '{"__proto__":{"admin":true}}'],
    ['a constructor', '{"constructor":{"prototype":{}}}'],
    ['too deep', '['.repeat(5_000) + ']'.repeat(5_000)],
    ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ])('answers 400 malformed_body for %s', async (_name, payload) => {
    const answer = await post(payload);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'malformed_body', status: 400 });
  });

  it('does not repeat a malformed body', async () => {
    expect((await post('{"password":"hunter2hunter2",}')).body).not.toContain('hunter2');
  });

  it('reads the same name in different objects', async () => {
    const answer = await post(
      '{"lines":[{"quantity":1},{"quantity":2}],"buyerEmail":"a@b.co"}',
      {},
      '/v1/orders',
    );
    expect(answer.json()).toMatchObject({ code: 'validation_failed' });
  });

  it('creates from JSON', async () => {
    expect((await post(JSON.stringify(product))).statusCode).toBe(201);
  });

  it.each([
    ['text/plain', {}],
    ['application/xml', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/merge-patch+json', {}],
    ['application/json; charset=latin1', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('answers 415 for a POST of %s %j', async (type, headers) => {
    const answer = await post('a=b', { 'content-type': type, ...headers });
    expect(answer.statusCode).toBe(415);
    expect(answer.json()).toMatchObject({ code: 'unsupported_media_type' });
  });

  it('answers 415 without a content type', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/products',
      headers: { ...owner, 'content-length': '2', 'content-type': '' },
      payload: '{}',
    });
    expect(answer.statusCode).toBe(415);
  });

  it('reads merge patches for PATCH', async () => {
    const answer = await app.inject({
      method: 'PATCH',
      url: '/v1/products/01890a5d-ac96-774b-bcce-b302099a8057',
      headers: { ...owner, 'content-type': 'application/merge-patch+json' },
      payload: '{"name":"Black tea"}',
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ name: 'Black tea' });
  });

  it('takes an action without a body, with and without a content type', async () => {
    const url = '/v1/products/01890a5d-ac96-774b-bcce-b302099a8057/publish';
    expect((await post(undefined, {}, url)).statusCode).toBe(200);
    expect((await post('', {}, url)).statusCode).toBe(200);
    expect((await app.inject({ method: 'POST', url, headers: owner })).statusCode).toBe(200);
  });

  it('answers 413 for a large body', async () => {
    const answer = await post(JSON.stringify({ ...product, name: 'x'.repeat(30_000) }));
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ code: 'body_too_large' });
  });

  it('answers 414 for a long address and a long parameter, 400 for a malformed one', async () => {
    const long = await app.inject({ url: `/v1/me?x=${'y'.repeat(9_000)}`, headers: owner });
    expect([long.statusCode, long.json<{ code: string }>().code]).toEqual([414, 'uri_too_long']);
    const parameter = await app.inject({ url: `/v1/products/${'y'.repeat(300)}`, headers: owner });
    expect([parameter.statusCode, parameter.json<{ code: string }>().code]).toEqual([414, 'uri_too_long']);
    const malformed = await app.inject({ url: '/v1/products/%zz', headers: owner });
    expect([malformed.statusCode, malformed.json<{ code: string }>().code]).toEqual([400, 'bad_request']);
    expect(malformed.headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('every answer', () => {
  it.each([
    ['an answer', 'GET', '/v1/me', 200],
    ['no route', 'GET', '/nowhere', 404],
    ['another method', 'PUT', '/v1/me', 405],
    ['a failure', 'GET', '/v1/failing?how=unknown', 500],
    ['a page', 'GET', '/docs/problems', 200],
  ] as const)('carries the security headers: %s', async (_name, method, url, status) => {
    failures.set('unknown', () => new Error('the password is hunter2'));
    const answer = await app.inject({ method, url, headers: owner });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000',
    });
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(answer.headers['x-request-id']).toBeTruthy();
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('is kept by no cache unless a route says so', async () => {
    expect((await app.inject({ url: '/v1/me', headers: owner })).headers['cache-control']).toBe('no-store');
    expect((await app.inject('/docs/problems')).headers['cache-control']).toContain('max-age');
  });
});

describe('on the wire', () => {
  it('answers what is no HTTP with a problem', async () => {
    const live = await openShop();
    await live.listen(0, '127.0.0.1');
    const { port } = live.getHttpServer().address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.write('HELLO\r\n\r\n');
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    await once(socket, 'close');
    await live.close();
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'bad_request', status: 400 });
  });

  it('lets requests in flight finish and turns new ones away', async () => {
    const live = await openShop();
    await live.listen(0, '127.0.0.1');
    const { port } = live.getHttpServer().address() as AddressInfo;
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    const ask = (path: string, slowly?: string) => {
      const sent = httpRequest({
        port,
        path,
        agent,
        method: slowly ? 'POST' : 'GET',
        headers: { ...owner, 'content-type': 'application/json' },
      });
      if (slowly) sent.write(slowly.slice(0, 5));
      else sent.end();
      const answer = new Promise<{ status?: number | undefined; connection?: string | undefined }>(
        (resolve, reject) => {
          sent.on('error', reject);
          sent.on('response', (response) => {
            response.resume();
            response.on('end', () =>
              resolve({ status: response.statusCode, connection: response.headers.connection }),
            );
          });
        },
      );
      return { sent, answer };
    };
    // A connection that is open and idle, and one in the middle of a request.
    await ask('/v1/me').answer;
    const body = JSON.stringify(product);
    const slow = ask('/v1/products', body);
    await pause(100);
    const closed = live.close();
    await pause(200);
    // The port is open until then, and says why nobody is let in.
    expect(await ask('/v1/me').answer).toEqual({ status: 503, connection: 'close' });
    slow.sent.end(body.slice(5));
    expect(await slow.answer).toEqual({ status: 201, connection: 'close' });
    await closed;
    agent.destroy();
  });
});

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop } from '../../../../test/support/contract-application.js';

let app: NestFastifyApplication;
let port: number;

beforeAll(async () => {
  app = await openShop();
  await app.listen(0, '127.0.0.1');
  ({ port } = app.getHttpServer().address() as AddressInfo);
});
afterAll(() => app.close());

/** Sends bytes as they are; what comes back until the server closes the connection. */
async function send(...lines: readonly string[]) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
  const answer = await text(socket);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]),
    type: /\r\ncontent-type: (\S+)/i.exec(head)?.[1],
    problem: (body ? JSON.parse(body) : null) as { code: string; detail?: string; requestId: string } | null,
  };
}
const get = (path: string, ...headers: readonly string[]) =>
  send(`GET ${path} HTTP/1.1`, 'Authorization: Bearer owner', 'Connection: close', ...headers);

describe('what HTTP itself refuses is a problem', () => {
  const host = 'Host: api.example.com';
  it.each([
    ['no Host', 400, 'bad_request', ['GET /v1/me HTTP/1.1', 'Connection: close']],
    ['another expectation', 417, 'expectation_failed', ['GET /v1/me HTTP/1.1', host, 'Expect: x']],
    ['a tunnel', 405, 'method_not_allowed', ['CONNECT evil.example:443 HTTP/1.1', host]],
    ['an unknown method', 400, 'bad_request', ['BREW /v1/me HTTP/1.1', host]],
    ['a known one', 405, 'method_not_allowed', ['DELETE /v1/me HTTP/1.1', host, 'Connection: close']],
    ['another HTTP', 400, 'bad_request', ['GET /v1/me HTTP/3.0', host]],
    [
      'two lengths',
      400,
      'bad_request',
      ['POST /v1/me HTTP/1.1', host, 'Content-Length: 1', 'Content-Length: 2'],
    ],
    ['no length', 400, 'bad_request', ['POST /v1/me HTTP/1.1', host, 'Content-Length: x']],
    [
      'large headers',
      431,
      'request_header_fields_too_large',
      ['GET /v1/me HTTP/1.1', host, `X-Large: ${'x'.repeat(20_000)}`],
    ],
    [
      'chunk extensions',
      413,
      'body_too_large',
      [
        'POST /v1/auth/sign-up HTTP/1.1',
        host,
        'Content-Type: application/json',
        'Transfer-Encoding: chunked',
        '',
        `1;${'x'.repeat(20_000)}`,
      ],
    ],
    [
      'a long address',
      414,
      'uri_too_long',
      [`GET /?${'x'.repeat(9_000)} HTTP/1.1`, host, 'Connection: close'],
    ],
  ] as const)('%s', async (_name, status, code, lines) => {
    const answer = await send(...lines);
    expect(answer).toMatchObject({ status, type: 'application/problem+json', problem: { code } });
    expect(answer.problem?.requestId).toBeTruthy();
  });
});

describe('an address', () => {
  it.each(['%ff', '%zz', '%', '%c0%af', '%ed%a0%80', '%f5%80%80%80', 'ü', 'a%2', '%C3'])(
    'with %s is refused in its path and in its query',
    async (part) => {
      const bytes = Buffer.from(part, 'utf8').toString('latin1');
      for (const path of [`/v1/me/${bytes}`, `/v1/failing?how=${bytes}`, `/v1/failing?${bytes}=1`])
        expect(await get(path, 'Host: a'), path).toMatchObject({
          status: 400,
          problem: { code: 'bad_request' },
        });
    },
  );

  it.each(['%C3%BC', '%F0%9F%98%80', '%25', 'a+b', '%2f'])('with %s is read', async (part) => {
    expect((await get(`/v1/failing?how=${part}`, 'Host: a')).status).toBe(200);
  });

  it('may be absolute, for whichever host', async () => {
    expect((await get('http://evil.example/v1/me', 'Host: a')).status).toBe(200);
    const unknown = await get('http://evil.example/nowhere', 'Host: a');
    expect(unknown).toMatchObject({ status: 404, problem: { instance: '/nowhere' } });
  });
});

describe('a header of which there is one', () => {
  it.each([
    ['Host', 'Host: a', 'host: a'],
    ['Host', 'Host: a', 'Host: b'],
    ['Authorization', 'Host: a', 'authorization: Bearer other'],
    ['Content-Type', 'Host: a', 'Content-Type: text/csv', 'content-type: application/json'],
    ['Idempotency-Key', 'Host: a', 'Idempotency-Key: 1', 'Idempotency-Key: 2'],
  ])('is refused twice: %s', async (name, ...headers) => {
    expect(await get('/v1/me', ...headers)).toMatchObject({
      status: 400,
      problem: { code: 'bad_request', detail: `Send the header ${name} only once.` },
    });
  });

  it.each(['a b', 'a:b', 'a/b', 'user@a', 'a:1:2', '[::1', 'a,b?'])(
    'is refused as Host: %s',
    async (host) => {
      expect(await get('/v1/me', `Host: ${host}`)).toMatchObject({
        status: 400,
        problem: { code: 'bad_request' },
      });
    },
  );

  it.each(['', 'a', 'a:80', 'A.example:', '[::1]:3000', '127.0.0.1:3000', 'xn--bcher-kva.example'])(
    'is taken as Host: %s',
    async (host) => {
      expect((await get('/v1/me', `Host: ${host}`)).status).toBe(200);
    },
  );

  it('may be missing in HTTP/1.0', async () => {
    expect((await send('GET /v1/me HTTP/1.0', 'Authorization: Bearer owner')).status).toBe(200);
  });
});

import fc from 'fast-check';
import { fastify, type FastifyContextConfig, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainError } from '@keelson/kernel';
import { addBodyParsers } from './body-parsers.js';

let server: FastifyInstance;

const json = 'application/json';
const mergePatch = 'application/merge-patch+json';
const form = 'application/x-www-form-urlencoded';
const csv = 'text/csv';
const ndjson = 'application/x-ndjson';

/** Each kind of route, with what it reads and a body of each type. */
const routes = [
  { method: 'POST', url: '/action', reads: [json], config: {} },
  { method: 'DELETE', url: '/action', reads: [json], config: {} },
  { method: 'PATCH', url: '/action', reads: [mergePatch, json], config: {} },
  { method: 'POST', url: '/token', reads: [form, json], config: { tokenEndpoint: true } },
  { method: 'POST', url: '/import', reads: [csv, ndjson], config: { streamedBody: true } },
] as const;
const bodies: Readonly<Record<string, string>> = {
  [json]: '{"a":1}',
  [mergePatch]: '{"a":1}',
  [form]: 'a=1',
  [csv]: 'a\n1\n',
  [ndjson]: '{"a":1}\n',
};
const others = [
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/*',
  'application/jsonp',
  'json',
  ';',
  '/',
];

beforeAll(async () => {
  server = fastify();
  addBodyParsers(server, 1_000);
  server.setErrorHandler((error, _request, reply) =>
    reply
      .status(error instanceof DomainError ? 415 : 500)
      .send({ code: (error as { code?: unknown }).code, detail: (error as DomainError).details?.detail }),
  );
  for (const { method, url, config } of routes)
    server.route({
      method,
      url,
      config: config as FastifyContextConfig,
      handler: async ({ body }) => {
        if (typeof (body as { pipe?: unknown } | undefined)?.pipe !== 'function')
          return { read: body ?? null };
        let text = '';
        for await (const piece of body as AsyncIterable<Buffer>) text += String(piece);
        return { read: text };
      },
    });
  await server.ready();
});
afterAll(() => server.close());

const ask = async (route: (typeof routes)[number], type: string | null, body: string, isChunked = false) => {
  const { statusCode, body: text } = await server.inject({
    method: route.method,
    url: route.url,
    headers: {
      ...(type !== null && { 'content-type': type }),
      ...(isChunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(body.length) }),
    },
    payload: body,
  });
  return { status: statusCode, ...(JSON.parse(text) as { read?: unknown; detail?: string }) };
};

describe('media types', () => {
  const route = fc.constantFrom(...routes);
  const cased = (text: string) => fc.constantFrom(text, text.toUpperCase());
  const type = fc.constantFrom(...Object.keys(bodies)).chain(cased);
  const parameter = fc.constantFrom(
    '',
    '; charset=utf-8',
    ';charset=UTF8',
    '; charset="utf8"',
    '; profile=x; Charset=utf-8',
    ' ; charset=unicode-1-1-utf-8',
  );

  it('reads what the route reads, in UTF-8 by any of its names, and names that for everything else', async () => {
    await fc.assert(
      fc.asyncProperty(route, type, parameter, fc.boolean(), async (on, name, more, isChunked) => {
        const plain = name.toLowerCase();
        const { status, detail } = await ask(on, name + more, bodies[plain] ?? '', isChunked);
        const isRead = (on.reads as readonly string[]).includes(plain);
        expect([status, detail], name + more).toEqual(
          isRead ? [200, undefined] : [415, `Send ${on.reads.join(' or ')}.`],
        );
      }),
      { seed: 16, numRuns: 150 },
    );
  });

  it('takes no other type, however it is written', async () => {
    await fc.assert(
      fc.asyncProperty(route, fc.constantFrom(null, ...others), fc.boolean(), async (on, name, isChunked) => {
        const { status, detail } = await ask(on, name, 'a=1', isChunked);
        expect([status, detail], String(name)).toEqual([415, `Send ${on.reads.join(' or ')}.`]);
      }),
      { seed: 16, numRuns: 100 },
    );
  });

  it('takes a body of no bytes for none, whatever type it is said to have', async () => {
    await fc.assert(
      fc.asyncProperty(
        route,
        fc.constantFrom(null, ...Object.keys(bodies), ...others, `${json}; charset=latin1`),
        fc.boolean(),
        async (on, name, isChunked) => {
          const { status, read } = await ask(on, name, '', isChunked);
          expect([status, read || null], String(name)).toEqual([200, null]);
        },
      ),
      { seed: 16, numRuns: 150 },
    );
  });

  it.each(['latin1', '"iso-8859-1"', 'utf-16', 'nonsense', ''])('refuses charset=%s', async (charset) => {
    for (const on of routes) {
      const { status, detail } = await ask(
        on,
        `${on.reads[0]}; charset=${charset}`,
        bodies[on.reads[0]] ?? '',
      );
      expect([status, detail]).toEqual([415, 'Send the body in UTF-8.']);
    }
  });
});

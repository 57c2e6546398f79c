import { readFileSync } from 'node:fs';
import { fieldsOf, isStreamed } from '@keelson/kernel';
import jwt from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SigningKeys } from '@keelson/identity/ports';
import type { Answer, RequestOptions, TestApp } from '../support/app.js';
import { complaintsOf, complaintsOfRefused, type Attempt } from '../support/routes/attempts.js';
import { placesOf, withValue } from '../support/routes/example-bodies.js';
import { aShareOf, hostileAddresses, hostileFields } from '../support/routes/hostile-attempts.js';
import { nobody, type MountedRoute } from '../support/routes/mounted-routes.js';
import { refusedBodies, wrongTypeFor } from '../support/routes/nasty-bodies.js';
import { bodyLimit, RouteWalk } from '../support/routes/route-walk.js';
import type { TwoOrganizations } from '../support/routes/two-organizations.js';

// What the conformance kit does not try yet; who may do what, and whose rows are reached, is its part `access`.
// Thousands of requests in one test: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 });

describe('every mounted route', () => {
  let walk: RouteWalk;
  let app: TestApp;
  let world: TwoOrganizations;

  beforeAll(async () => {
    walk = await RouteWalk.open();
    ({ app, world } = walk);
  });
  afterAll(() => app.close());

  const guarded = () => walk.guarded();
  const writing = () => walk.writing();
  const withInput = () => walk.withInput();
  const ofOneRow = () => walk.ofOneRow();
  const address = (route: MountedRoute) => walk.address(route);
  const body = (route: MountedRoute) => walk.body(route);
  const send: RouteWalk['send'] = (...request) => walk.send(...request);
  /** Routes that read lines as they come: the first one, of field names, is all that is refused at once. */
  const isOfLines = ({ handler }: MountedRoute) => isStreamed(handler);
  const lines = (header: string): RequestOptions => ({
    body: `${header}\n`,
    headers: { 'content-type': 'text/csv' },
  });
  const valid = (route: MountedRoute): RequestOptions => {
    if (isOfLines(route))
      return lines(
        fieldsOf(route.resource?.create ?? Object)
          .map(({ name }) => name)
          .join(),
      );
    return route.input ? { body: body(route) } : {};
  };

  it('answers 401 without a token, and with one that is wrong, tampered with, expired or of another issuer', async () => {
    const tokens = await worthlessTokens();
    const attempts = guarded().flatMap((route) =>
      Object.entries(tokens).map(([what, authorization]): Attempt => ({
        title: `${route.title} with ${what}`,
        send: () =>
          app.http(route.verb, address(route), {
            ...valid(route),
            headers: { ...valid(route).headers, ...(authorization !== null && { authorization }) },
          }),
        status: 401,
        check: (answer) =>
          problem('unauthenticated', answer) ??
          (answer.headers['www-authenticate']?.startsWith('Bearer') ? null : 'sent no WWW-Authenticate'),
      })),
    );
    expect(await complaintsOfRefused(app, attempts)).toEqual([]);
  });

  it('answers 400 for an id that is none', async () => {
    const ids = ['1', 'x', 'null', '%00', '..%2f', "'%20OR%201=1", `${nobody}0`, nobody.replaceAll('-', '')];
    const attempts = ofOneRow().flatMap((route) =>
      ids.map((id): Attempt => ({
        title: `${route.title} with the id ${id}`,
        send: () => send(route, valid(route), route.at(id)),
        status: 400,
        check: (answer) => violation(answer, 'parameter', 'id'),
      })),
    );
    expect(await complaintsOfRefused(app, attempts)).toEqual([]);
  });

  it('answers 400 with a pointer for an unknown field, at any depth, also where no body is wanted', async () => {
    const unknown = (route: MountedRoute, pointer: string): Attempt => ({
      title: `${route.title} with the unknown field ${pointer}`,
      send: () =>
        send(
          route,
          isOfLines(route) ? lines(pointer.slice(1)) : { body: withValue(body(route), pointer, 1) },
        ),
      status: 400,
      check: (answer) => violation(answer, 'pointer', pointer),
    });
    const attempts = writing()
      .filter(({ path }) => path !== '/v1/auth/token')
      .flatMap((route) => [
        unknown(route, '/surprise'),
        ...placesOf(route.input ?? Object)
          .filter(({ field }) => field.element)
          .map(({ pointer }) => unknown(route, `${pointer}/0/surprise`)),
        // What only the store writes is as unknown as anything else.
        ...(route.input || isOfLines(route) ? ['/id', '/version', '/organizationId', '/status'] : [])
          .filter((pointer) => !fieldsOf(route.input ?? Object).some(({ name }) => `/${name}` === pointer))
          .map((pointer) => unknown(route, pointer)),
      ]);
    expect(await complaintsOfRefused(app, attempts)).toEqual([]);
  });

  it('answers 400 with a pointer for null, nothing and a wrong type in a required field', async () => {
    const attempts = withInput().flatMap((route) =>
      placesOf(route.input as never).flatMap(({ pointer, field }): Attempt[] => {
        const optional = !field.required || field.fallback !== undefined;
        const nested = pointer.split('/').length > 2;
        const wrong: [string, unknown][] = [
          ['a wrong type', wrongTypeFor(field)],
          ...(field.required ? [['null', null] as [string, unknown]] : []),
          // A merge patch leaves out what stays.
          ...(!optional && (route.verb !== 'PATCH' || nested)
            ? [['nothing', undefined] as [string, unknown]]
            : []),
        ];
        return wrong.map(([what, value]) => ({
          title: `${route.title} with ${what} at ${pointer}`,
          send: () => send(route, { body: withValue(body(route), pointer, value) }),
          status: 400,
          check: (answer) => violation(answer, 'pointer', pointer),
        }));
      }),
    );
    expect(attempts.length).toBeGreaterThan(80);
    expect(await complaintsOfRefused(app, attempts)).toEqual([]);
  });

  it('answers 400 for a body that is malformed or no object', async () => {
    const attempts = withInput().flatMap((route) =>
      Object.entries(refusedBodies).map(([what, text]): Attempt => ({
        title: `${route.title} with the body "${what}"`,
        send: () => send(route, { body: text }),
        status: 400,
        check: (answer) => problem(['malformed_body', 'validation_failed'], answer),
      })),
    );
    const without = withInput()
      .filter(({ verb }) => verb !== 'PATCH')
      .map((route): Attempt => ({
        title: `${route.title} without a body`,
        send: () => send(route, {}),
        status: 400,
      }));
    const elsewhere = writing()
      .filter(({ input, path }) => !input || path === '/v1/auth/token')
      .map((route): Attempt => ({
        title: `${route.title} with a malformed body`,
        send: () => send(route, { body: '{"a":' }),
        // A file is no JSON, malformed or not.
        status: route.path.endsWith('/import') ? 415 : 400,
      }));
    expect(await complaintsOfRefused(app, [...attempts, ...without, ...elsewhere])).toEqual([]);
  });

  it('answers 413 for what is too large and 415 for another media type', async () => {
    const types = {
      'text/plain': '{}',
      'application/xml': '<a/>',
      'multipart/form-data; boundary=x': '--x--',
      'application/json; charset=utf-16': '{}',
      nonsense: '{}',
    };
    const attempts = writing().flatMap((route): Attempt[] => [
      ...(route.path.endsWith('/import')
        ? [unsupported(route, { 'content-type': 'application/json' }, '{}')]
        : [
            {
              title: `${route.title} with a body over the limit`,
              send: () => send(route, { body: JSON.stringify({ a: 'x'.repeat(bodyLimit) }) }),
              status: 413,
              check: (answer: Answer) =>
                route.path === '/v1/auth/token' ? null : problem('body_too_large', answer),
            },
          ]),
      ...Object.entries(types).map(([type, text]) => unsupported(route, { 'content-type': type }, text)),
      unsupported(route, { 'content-encoding': 'gzip' }, '{}'),
      ...(route.path === '/v1/auth/token'
        ? []
        : [unsupported(route, { 'content-type': 'application/x-www-form-urlencoded' }, 'a=b')]),
      ...(route.verb === 'PATCH'
        ? []
        : [unsupported(route, { 'content-type': 'application/merge-patch+json' }, '{}')]),
    ]);
    expect(await complaintsOfRefused(app, attempts)).toEqual([]);
  });

  it('answers 400 for query parameters that it does not have or that do not fit', async () => {
    const wrong = {
      unknown: 'surprise=1',
      'fields of nobody': 'fields=surprise',
      'fields twice': 'fields=id&fields=id',
      'empty fields': 'fields=',
      'unknown include': 'include=surprise',
    };
    const wrongInLists = {
      'limit 0': 'limit=0',
      'limit 201': 'limit=201',
      'limit that is none': 'limit=ten',
      'limit twice': 'limit=1&limit=2',
      'unknown sort': 'sort=surprise',
      'sort by a secret of the prototype': 'sort=constructor',
      'cursor that is none': 'cursor=surprise',
      'cursor of null': `cursor=${Buffer.from('null').toString('base64url')}`,
      'count that is none': 'count=2',
      'unknown filter': 'filter[surprise]=1',
      'filter of the prototype': 'filter[__proto__]=1',
      'unknown operator': 'filter[status][like]=1',
      'filter without a field': 'filter=1',
    };
    const reading = walk.routes.filter(({ verb, resource }) => verb === 'GET' && resource);
    const attempts = [...reading, ...writing().filter(({ write }) => write)].flatMap((route) =>
      Object.entries({
        ...(route.verb === 'GET' ? wrong : { unknown: wrong.unknown }),
        ...(route.verb === 'GET' && !route.path.includes('{') ? wrongInLists : {}),
      }).map(([what, query]): Attempt => ({
        title: `${route.title}?${query} (${what})`,
        send: () => send(route, valid(route), `${address(route)}?${query}`),
        status: 400,
        check: (answer) => violation(answer, 'parameter', decodeURIComponent(query.split('=')[0] as string)),
      })),
    );
    expect(await complaintsOfRefused(app, attempts)).toEqual([]);
  });

  it('answers 412 for a version that has gone, and 400 for an idempotency key that is none', async () => {
    const stale = ofOneRow()
      .filter(({ verb }) => verb !== 'GET')
      .flatMap((route) =>
        ['"999"', 'W/"1"', '1', '"', ''].map((tag): Attempt => ({
          title: `${route.title} with If-Match: ${tag}`,
          send: () => send(route, { ...valid(route), headers: { 'if-match': tag } }),
          status: 412,
          check: (answer) => problem('version_mismatch', answer),
        })),
      );
    const keys = guarded()
      .filter(({ verb, write }) => verb === 'POST' && write && !write.secretAnswer)
      .flatMap((route) =>
        ['', ' ', 'a b', 'x'.repeat(256), 'ü'].map((key): Attempt => ({
          title: `${route.title} with Idempotency-Key: ${key.slice(0, 10)}`,
          send: () =>
            send(route, { ...valid(route), headers: { ...valid(route).headers, 'idempotency-key': key } }),
          status: 400,
          check: (answer) => violation(answer, 'header', 'Idempotency-Key'),
        })),
      );
    expect(await complaintsOfRefused(app, [...stale, ...keys])).toEqual([]);
  });

  it('never answers 5xx, whatever stands in a field', async () => {
    const { fields, tokens } = hostileFields(walk);
    expect(fields.length).toBeGreaterThan(800);
    expect(await complaintsOf(app, [...aShareOf(fields), ...aShareOf(tokens)])).toEqual([]);
  });

  it('never answers 5xx, whatever stands in the address', async () => {
    expect(await complaintsOfRefused(app, aShareOf(hostileAddresses(walk)))).toEqual([]);
  });

  it('takes the examples of its documentation', async () => {
    // Of a password or of a token in a mail there is no example that is right.
    const accepted = withInput()
      .filter(({ write, input }) => write && write.verb !== 'action' && !takesSecret(input))
      // An operation that no resource has does not say of what the id in its path is.
      .filter(({ resource, path }) => resource || !path.includes('{'))
      .map((route): Attempt => ({
        title: route.title,
        send: async () => send(route, { body: body(route) }),
        status: route.write?.verb === 'create' ? 201 : [200, 202],
      }));
    expect(await complaintsOf(app, accepted)).toEqual([]);
  });

  function takesSecret(input: MountedRoute['input']): boolean {
    return input !== null && fieldsOf(input).some(({ classification }) => classification === 'secret');
  }

  function unsupported(route: MountedRoute, headers: Record<string, string>, text: string): Attempt {
    return {
      title: `${route.title} with ${JSON.stringify(headers)}`,
      send: () => send(route, { body: text, headers }),
      status: 415,
      check: (answer) => (route.path === '/v1/auth/token' ? null : problem('unsupported_media_type', answer)),
    };
  }

  async function worthlessTokens(): Promise<Record<string, string | null>> {
    const { token } = world.owner;
    const { privateKey, jwk } = await app.get(SigningKeys).current();
    const claims = jwt.decode(token) as Record<string, unknown>;
    const signed = (changes: object) =>
      jwt.sign({ ...claims, ...changes }, privateKey, { algorithm: 'ES256', keyid: jwk.kid });
    const now = Math.floor(Date.now() / 1000);
    const [head, , signature] = token.split('.');
    const other = Buffer.from(JSON.stringify({ ...claims, org: world.stranger.organizationId }));
    return {
      'no token': null,
      'an empty header': '',
      'another scheme': `Basic ${token}`,
      'no scheme': token,
      'two tokens': `Bearer ${token} ${token}`,
      nonsense: 'Bearer nonsense',
      'other claims below the signature': `Bearer ${head}.${other.toString('base64url')}.${signature}`,
      'no algorithm': `Bearer ${jwt.sign(claims, '', { algorithm: 'none' as never })}`,
      'an expired token': `Bearer ${signed({ iat: now - 7200, exp: now - 3600 })}`,
      'a token of another issuer': `Bearer ${signed({ iss: 'somebody else' })}`,
      'a token for another audience': `Bearer ${signed({ aud: 'operators' })}`,
      'a token of no session': `Bearer ${signed({ sid: nobody })}`,
      'a token for another organization': `Bearer ${signed({ org: world.stranger.organizationId })}`,
    };
  }
});

describe('a feature written as docs/adding-a-feature.md says', () => {
  const guide = readFileSync('docs/adding-a-feature.md', 'utf8');
  const files = [...guide.matchAll(/`src\/features\/tickets\/([^`]+)`[^\n]*\n\n```ts\n(.*?)```/gs)].map(
    ([, path = '', code = '']) => ({ path, code }),
  );
  const own = files.filter(({ path }) => !/migrations\/|[.]spec[.]ts$/.test(path));

  it('is what is walked above, file by file', () => {
    expect(own.map(({ path }) => path)).toHaveLength(5);
    for (const { path, code } of files.filter((file) => !file.path.endsWith('.spec.ts')))
      expect(code, `test/support/features/tickets/${path} differs from the guide; copy it from there`).toBe(
        readFileSync(`test/support/features/tickets/${path}`, 'utf8'),
      );
  });

  it('takes under 60 formatted lines', () => {
    // Two more lines make it known in src/app.module.ts.
    const lines = own.reduce((sum, { code }) => sum + code.trimEnd().split('\n').length, 2);
    expect(lines).toBeLessThan(60);
  });
});

/** Null, or what is wrong with an answer that should be a problem with this code. */
function problem(codes: string | readonly string[], answer: Answer): string | null {
  const type = answer.headers['content-type'] ?? '';
  if (!type.startsWith('application/problem+json')) return `is no problem document but ${type}`;
  const { code, requestId, status } = answer.json as Record<string, unknown>;
  if (![codes].flat().includes(code as string)) return `has the code ${String(code)}: ${answer.text}`;
  if (requestId !== answer.headers['x-request-id'] || status !== answer.status)
    return `contradicts its headers: ${answer.text}`;
  return null;
}

/** The same for a validation problem that must name a place. */
function violation(answer: Answer, kind: 'pointer' | 'parameter' | 'header', place: string): string | null {
  const wrong = problem('validation_failed', answer);
  if (wrong !== null) return wrong;
  const errors = answer.json.errors as Record<string, string>[];
  return errors.some((error) => error[kind] === place) ? null : `does not name ${place}: ${answer.text}`;
}

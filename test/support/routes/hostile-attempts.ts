import { inject } from 'vitest';
import type { Attempt } from './attempts.js';
import { placesOf, withValue } from './example-bodies.js';
import { nobody, type MountedRoute } from './mounted-routes.js';
import { longestTexts, nastyValues } from './nasty-bodies.js';
import type { RouteWalk } from './route-walk.js';

const texts = [
  '%00',
  '%ff',
  '%c0%80',
  '%',
  '%u0041',
  "'",
  '"',
  '%5c',
  '%f0%9f%a7%ad',
  '[]',
  '{}',
  '%2e%2e%2f',
];
const values = [
  ...texts,
  'a,b',
  ',',
  '1e400',
  '99999999999999999999',
  '-1',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59-14:00',
  '2026-02-30T00:00:00Z',
  nobody,
];

/** Every third one, each engine beginning with another: all of them are sent at night. */
export function aShareOf(attempts: readonly Attempt[]): Attempt[] {
  const first = inject('engine') === 'postgres' ? 0 : 1;
  return attempts.filter((_, index) => index % 3 === first);
}

/** Each nasty value in each field of each body. */
export function hostileFields(walk: RouteWalk): { fields: Attempt[]; tokens: Attempt[] } {
  const fields = walk.withInput().flatMap((route) =>
    placesOf(route.input as never).flatMap(({ pointer, field }) =>
      Object.entries({ ...nastyValues, ...(field.kind === 'text' ? longestTexts(field) : {}) }).map(
        ([what, value]): Attempt => ({
          title: `${route.title} with ${what} at ${pointer}`,
          send: () => walk.send(route, { body: withValue(walk.body(route), pointer, value) }),
          status: [200, 201, 400, 403, 404, 409, 413, 422],
        }),
      ),
    ),
  );
  const tokens = Object.entries(nastyValues).flatMap(([what, value]) =>
    ['grant_type', 'username', 'password', 'scope', 'refresh_token'].map((name): Attempt => ({
      title: `POST /v1/auth/token with ${what} as ${name}`,
      send: () =>
        walk.app.http('POST', '/v1/auth/token', {
          body: { grant_type: 'password', username: 'a@example.com', password: 'x', [name]: value },
        }),
      status: [400, 413],
    })),
  );
  return { fields, tokens };
}

/** Each nasty text in the path, as a parameter, and in each parameter of each list. */
export function hostileAddresses(walk: RouteWalk): Attempt[] {
  const names = (route: MountedRoute) => [
    'fields',
    'cursor',
    'sort',
    'limit',
    'count',
    'include',
    'q',
    ...(route.resource?.list?.filter ?? []).flatMap(({ name }) =>
      ['', '[gte]', '[lte]', '[in]', '[prefix]'].map((operator) => `filter[${name}]${operator}`),
    ),
  ];
  return walk.routes
    .filter(({ verb, resource }) => verb === 'GET' && resource)
    .flatMap((route) =>
      [
        ...texts.map((text) => (route.path.includes('{') ? route.at(text) : `${route.at()}/${text}`)),
        ...texts.map((text) => `${walk.address(route)}?${text}=${text}`),
        ...names(route).flatMap((name) => values.map((value) => `${walk.address(route)}?${name}=${value}`)),
      ].map((url): Attempt => ({
        title: `GET ${url}`,
        send: () => walk.send(route, {}, url),
        status: [200, 400, 404, 405, 414],
      })),
    );
}

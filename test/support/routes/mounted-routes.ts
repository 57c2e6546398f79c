import { routesOf, type ContractAdapter, type Route } from '@keelson/platform';
import type { TestApp } from '../app.js';

/** A route that Fastify answers, with what its controller says of it. */
export interface MountedRoute extends Route {
  /** In capitals. */
  readonly verb: string;
  /** `POST /v1/orders/{id}/place`. */
  readonly title: string;
  /** Its address, with this id in the place of `{id}`. */
  at(id?: string): string;
}

/** An id of no row. */
export const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';

/**
 * Every route that is really mounted, HEAD apart (Fastify's own twin of GET).
 * @throws Error naming a route that no controller stands behind: nobody would have declared who may call it
 */
export function mountedRoutes(app: TestApp): MountedRoute[] {
  const declared = new Map(
    routesOf(app.nest).map((route) => [`${route.method.toUpperCase()} ${pattern(route.path)}`, route]),
  );
  return mountedPatterns(app).map((mounted) => {
    const route = declared.get(mounted);
    if (!route)
      throw new Error(`${mounted} is mounted, but no controller declares it: make it a controller's method.`);
    const verb = route.method.toUpperCase();
    return {
      ...route,
      verb,
      title: `${verb} ${route.path}`,
      at: (id = nobody) => route.path.replace('{id}', id).replaceAll(/\{\w+\}/g, 'x'),
    };
  });
}

/** `GET /v1/orders/:` for each route and method of the adapter's own table. */
function mountedPatterns(app: TestApp): string[] {
  const adapter = app.nest.getHttpAdapter() as unknown as ContractAdapter;
  return adapter.routes.mounted
    .filter(({ method }) => method !== 'HEAD')
    .map(({ method, url }) => `${method} ${url.replaceAll(/:\w+/g, ':')}`);
}

function pattern(path: string): string {
  return path.replaceAll(/\{\w+\}/g, ':');
}

import type { FeatureRegistry, OperationCatalog } from '@keelson/kernel';
import { routesIn, type Route } from '../routes.js';
import { defineCommand, table } from '@keelson/sql/ports';
import { rolesWith } from './roles.js';

export interface ListedRoute {
  readonly method: string;
  readonly path: string;
  /** `orders:place`; null for a route that is no operation. */
  readonly operation: string | null;
  /** null when none is needed. */
  readonly permission: string | null;
  readonly who: string;
  /** Why nothing but REST can call the operation; null when it can, and for a route that is no operation. */
  readonly onlyOnRest: string | null;
}

/** The routes of the application, by path and method. */
export const routesCommand = defineCommand({
  name: 'routes',
  summary: 'Lists the routes, who may call them, and the operations that only REST can call.',
  run({ catalog, registry }) {
    const routes = routesIn(catalog)
      .map((route) => listed(route, registry))
      .sort(byPath);
    const cells = routes.map(({ method, path, operation, permission, who }) => [
      method,
      path,
      operation ?? '-',
      permission ?? '-',
      who,
    ]);
    return Promise.resolve({
      json: routes,
      lines: [...table(['METHOD', 'PATH', 'OPERATION', 'PERMISSION', 'WHO'], cells), ...onlyOnRest(catalog)],
    });
  },
});

/** What no other face can call, by name; no lines if there is nothing. */
function onlyOnRest({ operations }: Pick<OperationCatalog, 'operations'>): readonly string[] {
  const cells = operations
    .flatMap(({ name, onlyOnRest: why }) => (why === null ? [] : [[name, why]]))
    .sort(([a = ''], [b = '']) => compare(a, b));
  return cells.length === 0 ? [] : ['', ...table(['ONLY ON REST', 'WHY'], cells)];
}

export function listed({ method, path, operation, rule }: Route, registry: FeatureRegistry): ListedRoute {
  return {
    method: method.toUpperCase(),
    path,
    operation: operation?.name ?? null,
    permission: rule && 'permission' in rule ? rule.permission : null,
    who: whoMayCall(rule, registry),
    onlyOnRest: operation?.onlyOnRest ?? null,
  };
}

function whoMayCall(rule: Route['rule'], registry: FeatureRegistry): string {
  if (!rule) return 'no one: the route has no access rule';
  if (rule.kind === 'permission') return rolesWith(rule.permission, registry).join(', ');
  if (rule.kind === 'operator') return 'operators';
  if (rule.kind === 'public') return 'everyone';
  return rule.operators ? 'signed-in users, operators' : 'signed-in users';
}

function byPath(a: ListedRoute, b: ListedRoute): number {
  return a.path === b.path ? compare(a.method, b.method) : compare(a.path, b.path);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

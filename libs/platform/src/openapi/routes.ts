import {
  accessRuleOf,
  fieldsOf,
  isInputArgument,
  isParamsArgument,
  OperationCatalog,
  resourceOf,
  routeArguments,
  RouteParamtypes,
  type AccessRule,
  type CatalogOperation,
  type ConcreteType,
  type Handler,
  type OperationMeta,
  type Resource,
} from '@keelson/kernel';
import type { INestApplicationContext } from '@nestjs/common';
import type { Method } from './document.js';

/** A handler of a controller, and what its decorators say. */
export interface Route {
  /** `OrdersController.place`; what messages call it. */
  readonly name: string;
  readonly method: Method;
  /** As OpenAPI writes it: `/v1/orders/{id}/place`. */
  readonly path: string;
  readonly type: ConcreteType;
  readonly handler: object;
  readonly rule: AccessRule | undefined;
  readonly resource: Resource | undefined;
  /** What it carries out; null for a plain route of Nest's. */
  readonly operation: CatalogOperation | null;
  /** The operation, if it writes. */
  readonly write: OperationMeta | undefined;
  /** The class of the body, when there is one. */
  readonly input: ConcreteType | null;
  /** The class of the query's parameters, when there is one. */
  readonly query: ConcreteType | null;
}

/** Every route of the application's controllers. */
export function routesOf(app: INestApplicationContext): Route[] {
  return routesIn(app.get(OperationCatalog, { strict: false }));
}

/** {@link routesOf}, of an application whose providers have not been created. */
export function routesIn({ routes }: Pick<OperationCatalog, 'routes'>): Route[] {
  return routes.flatMap(({ handler, operation }) =>
    handler.places.map((place) => {
      const { type, method } = handler;
      const [verb, path] = place.split(' ') as [string, string];
      return {
        name: `${type.name}.${handler.name}`,
        method: verb.toLowerCase() as Method,
        path: path.replaceAll(/:(\w+)\??/g, '{$1}'),
        type,
        handler: method,
        rule: accessRuleOf(type, method),
        resource: resourceOf(type),
        operation,
        write: operation && !operation.reads ? operation : undefined,
        input: operation?.arguments.input ?? operation?.input ?? inputOf(handler),
        query: queryOf(handler),
      };
    }),
  );
}

/**
 * Makes sure that every route says who may call it.
 * @throws Error naming each handler that doesn't
 */
export function assertRoutesDeclared(app: INestApplicationContext): void {
  const silent = new Set(
    routesOf(app)
      .filter((route) => !route.rule)
      .map((route) => route.name),
  );
  if (silent.size > 0)
    throw new Error(
      `${[...silent].join('(), ')}() has no access rule. Add @Allow('<area>:<verb>') with a declared permission, @SignedIn('why no permission is needed') or @Public('why it is public') to the method or its class.`,
    );
}

/** The class of a body that a method takes without being an operation. */
function inputOf({ type, name, method }: Handler): ConcreteType | null {
  for (const { kind, data, pipes = [], type: given } of routeArguments(type, name)) {
    const isBody = kind === RouteParamtypes.BODY && data === undefined;
    if ((isInputArgument(pipes) || isBody) && given && isShape(given)) return given;
  }
  return documentedBody(method);
}

function queryOf({ type, name }: Handler): ConcreteType | null {
  return routeArguments(type, name).find(({ pipes = [] }) => isParamsArgument(pipes))?.type ?? null;
}

function documentedBody(handler: object): ConcreteType | null {
  const parameters = (Reflect.getMetadata('swagger/apiParameters', handler) ?? []) as readonly {
    readonly in?: string;
    readonly type?: unknown;
  }[];
  const type = parameters.find((parameter) => parameter.in === 'body')?.type;
  return typeof type === 'function' && isShape(type as ConcreteType) ? (type as ConcreteType) : null;
}

function isShape(type: ConcreteType): boolean {
  return typeof type.prototype === 'object' && fieldsOf(type).length > 0;
}

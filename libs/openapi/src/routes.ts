import {
  accessRuleOf,
  fieldsOf,
  isInputArgument,
  isParamsArgument,
  OperationCatalog,
  routeArguments,
  RouteParamtypes,
  type AbstractType,
  type AccessRule,
  type CatalogOperation,
  type ConcreteType,
  type Handler,
  type Resource,
} from '@keelson/kernel';
import type { INestApplicationContext } from '@nestjs/common';
import type { Method } from './document.js';
import { shapeOf, writtenBody, writtenTypes } from './swagger-metadata.js';

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
  readonly write: CatalogOperation | undefined;
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
  return routes.flatMap(({ handler, operation, resource }) =>
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
        resource: resource ?? undefined,
        operation,
        write: operation && !operation.reads ? operation : undefined,
        input: operation?.arguments.input ?? inputOf(handler),
        query: queryOf(handler),
      };
    }),
  );
}

/**
 * Makes sure that each documented property of an input has a rule: one without the other is how documents and behavior drift
 * apart.
 * @throws Error naming the class and the property
 */
export function assertInputsRuled(app: INestApplicationContext): void {
  for (const { handler, operation } of app.get(OperationCatalog, { strict: false }).routes) {
    const { type, name } = handler;
    const marked = routeArguments(type, name).find(({ pipes = [] }) => isInputArgument(pipes));
    const shapes = [operation?.arguments.input ?? shapeOf(marked?.type), queryOf(handler)];
    const bare = shapes.map((shape) => shape && unruledIn(shape)).find((one) => one);
    if (bare)
      throw new Error(
        `${type.name}.${name}(): the class of its input is invalid. ${bare} has a schema but no validation rule: use a kernel field decorator (@Text, @Integer, …), which defines both.`,
      );
  }
}

/** `Address.street`: a property that is documented and not a field, also of what lists hold; undefined if there is none. */
function unruledIn(type: AbstractType): string | undefined {
  const fields = fieldsOf(type);
  const names = new Set(fields.map(({ name }) => name));
  const bare = [...writtenTypes(type).keys()].find((name) => !names.has(name));
  if (bare !== undefined) return `${type.name}.${bare}`;
  return fields.map(({ element }) => element && unruledIn(element())).find((one) => one !== undefined);
}

/** The class of a body that a method takes without being an operation. */
function inputOf({ type, name, method }: Handler): ConcreteType | null {
  for (const { kind, data, pipes = [], type: given } of routeArguments(type, name)) {
    const isBody = kind === RouteParamtypes.BODY && data === undefined;
    const shape = isInputArgument(pipes) || isBody ? shapeOf(given) : null;
    if (shape) return shape;
  }
  return writtenBody(method);
}

function queryOf({ type, name }: Handler): ConcreteType | null {
  return routeArguments(type, name).find(({ pipes = [] }) => isParamsArgument(pipes))?.type ?? null;
}

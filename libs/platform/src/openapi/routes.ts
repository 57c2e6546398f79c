import {
  accessRuleOf,
  fieldsOf,
  operationOf,
  resourceOf,
  type AccessRule,
  type ConcreteType,
  type OperationMeta,
  type Resource,
} from '@keelson/kernel';
import { RequestMethod, type INestApplicationContext } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/internal';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
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
  readonly operation: OperationMeta | undefined;
  /** The class of the body, when there is one. */
  readonly input: ConcreteType | null;
}

/** Every route of the application's controllers. */
export function routesOf(app: INestApplicationContext): Route[] {
  const scanner = new MetadataScanner();
  const routes: Route[] = [];
  for (const module of app.get(ModulesContainer, { strict: false }).values())
    for (const { metatype } of module.controllers.values()) {
      if (!metatype) continue;
      const type = metatype as ConcreteType;
      for (const name of scanner.getAllMethodNames(type.prototype as object)) {
        const handler = (type.prototype as Record<string, unknown>)[name] as object;
        if (typeof handler !== 'function' || !Reflect.hasMetadata(PATH_METADATA, handler)) continue;
        for (const path of pathsOf(type, handler))
          routes.push({
            name: `${type.name}.${name}`,
            method: methodOf(handler),
            path,
            type,
            handler,
            rule: accessRuleOf(type, handler),
            resource: resourceOf(type),
            operation: operationOf(handler),
            input: inputOf(type, name, handler),
          });
      }
    }
  return routes;
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

function methodOf(handler: object): Method {
  const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod;
  return RequestMethod[method].toLowerCase() as Method;
}

function pathsOf(type: object, handler: object): string[] {
  const list = (target: object) => [Reflect.getMetadata(PATH_METADATA, target) as string | string[]].flat();
  return list(type).flatMap((before) =>
    list(handler).map((after) => {
      const segments = `${before}/${after}`.split('/').filter((segment) => segment !== '');
      return `/${segments.map((segment) => segment.replace(/^:(\w+)\??$/, '{$1}')).join('/')}`;
    }),
  );
}

/** Where Nest notes a `@Body()` among a method's arguments. */
const bodyArgument = 3;

interface Argument {
  readonly index: number;
  readonly data?: unknown;
  readonly pipes?: readonly { readonly name?: string }[];
}

function inputOf(type: ConcreteType, name: string, handler: object): ConcreteType | null {
  const operation = operationOf(handler);
  if (operation?.input) return operation.input;
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, type, name) ?? {}) as Record<string, Argument>;
  const types = (Reflect.getMetadata('design:paramtypes', type.prototype as object, name) ??
    []) as ConcreteType[];
  for (const [key, { index, pipes, data }] of Object.entries(args)) {
    const isInput = (pipes ?? []).some((pipe) => pipe.name === 'InputPipe');
    const isBody = key === `${bodyArgument}:${index}` && data === undefined;
    const given = types[index];
    if ((isInput || isBody) && given && isShape(given)) return given;
  }
  return documentedBody(handler);
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

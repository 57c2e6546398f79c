import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import type { AbstractType, ConcreteType } from '../fields/json-schema.js';

/** The kinds of Nest's parameter decorators: `RouteParamtypes.QUERY` of `@Query()`. */
export { RouteParamtypes };

/** One entry of what Nest notes of a method's decorated parameters, as Nest writes it. */
export interface NotedArgument {
  readonly index: number;
  /** `'since'` of `@Query('since')`. */
  readonly data?: unknown;
  readonly pipes?: readonly unknown[];
  /** Of a decorator made by `createParamDecorator`. */
  readonly factory?: (...args: never[]) => unknown;
}

/** A parameter of a method that Nest fills. */
export interface RouteArgument extends NotedArgument {
  /** `custom` for a decorator made by `createParamDecorator`. */
  readonly kind: RouteParamtypes | 'custom';
  /** The class of the parameter, as TypeScript emitted it. */
  readonly type: ConcreteType | undefined;
}

export type NotedArguments = Readonly<Record<string, NotedArgument>>;

/** What Nest notes of a method's parameters, under its own keys. */
export function notedArguments(type: object, method: string): NotedArguments {
  return (Reflect.getMetadata(ROUTE_ARGS_METADATA, type, method) ?? {}) as NotedArguments;
}

/** The decorated parameters of a method. */
export function routeArguments(type: AbstractType, method: string): RouteArgument[] {
  const types = (Reflect.getMetadata('design:paramtypes', type.prototype as object, method) ??
    []) as ConcreteType[];
  return Object.entries(notedArguments(type, method)).map(([key, noted]) => {
    const kind = Number(key.split(':')[0]);
    return { ...noted, kind: Number.isNaN(kind) ? 'custom' : kind, type: types[noted.index] };
  });
}

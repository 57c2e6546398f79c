import { PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/internal';
import type { AbstractType } from '../fields/json-schema.js';
import { notedArguments, type NotedArgument } from './route-arguments.js';

type Method = (...args: never[]) => unknown;

/** A method that an author wrote. */
export interface AuthorsMethod {
  readonly type: AbstractType;
  readonly name: string;
  readonly method: Method;
}

/** By the route method. */
const bound = new WeakMap<object, AuthorsMethod>();
/** What stands where an author's method was. */
const copies = new WeakSet<object>();
/** Not a name that anybody writes; Nest finds methods by their names. */
const keyOf = (name: string) => `${name} (route)`;

export interface RouteMethodOptions {
  /** What Nest calls for a request instead of the author's method. */
  readonly serve: Method;
  /** A parameter as Nest shall fill it for the route method; null leaves it out. */
  readonly argument: (argument: NotedArgument) => NotedArgument | null;
}

/**
 * Has Nest route requests to `serve` where a controller's method was. The route method bears the name and all decorators
 * of the author's, so that guards, interceptors, filters, pipes, `Reflector` and `getHandler().name` work as ever; calling
 * the author's method as a plain method does what it did. Does nothing if the class has been bound before: a class may be
 * used by several applications of a process.
 *
 * Call it after Nest has scanned the modules and before it registers routes: in the constructor of a provider.
 */
export function bindRouteMethod(author: AuthorsMethod, { serve, argument }: RouteMethodOptions): void {
  const { type, name, method } = author;
  const prototype = type.prototype as object;
  const key = keyOf(name);
  const before = Object.getOwnPropertyDescriptor(prototype, key)?.value as object | undefined;
  if (before && bound.get(before)?.type === type) return;
  copyMetadata([method], [serve]);
  copyMetadata([prototype, name], [prototype, key]);
  copyMetadata([type, name], [type, key]);
  const noted = Object.entries(notedArguments(type, name)).flatMap(([entry, given]) => {
    const kept = argument(given);
    return kept ? [[entry, kept]] : [];
  });
  Reflect.defineMetadata(ROUTE_ARGS_METADATA, Object.fromEntries(noted), type, key);
  Object.defineProperty(serve, 'name', { value: name });
  define(prototype, key, serve);
  // No route any more; of the class itself, since others may inherit the author's.
  define(prototype, name, plain(method));
  bound.set(serve, author);
}

/**
 * The author's method under a key of a class's prototype, behind the route method if {@link bindRouteMethod} has put one
 * before it. Undefined for the copy that then stands where the method was, and for a route method that a subclass inherits
 * but whose method it has written again: neither is a route.
 */
export function authorsMethod(type: AbstractType, key: string): AuthorsMethod | undefined {
  const given = (type.prototype as Record<string, Method>)[key] as Method;
  if (copies.has(given)) return undefined;
  const author = bound.get(given);
  if (!author || author.type === type) return author ?? { type, name: key, method: given };
  return isRewritten(type, author) ? undefined : { ...author, type };
}

/**
 * Keeps Nest from routing requests to a method of a base class that `type` has written again without a route.
 * @param keys the names of all methods of the class, inherited ones too
 */
export function maskRewritten(type: AbstractType, keys: readonly string[]): void {
  const prototype = type.prototype as Record<string, Method>;
  for (const key of keys) {
    const author = bound.get(prototype[key] as Method);
    if (author && author.type !== type && isRewritten(type, author))
      define(prototype, key, plain(prototype[key] as Method));
  }
}

function isRewritten(type: AbstractType, { type: base, name }: AuthorsMethod): boolean {
  const methodOf = (one: AbstractType) => (one.prototype as Record<string, Method>)[name];
  return methodOf(type) !== methodOf(base);
}

type Place = readonly [target: object, key?: string];

function copyMetadata(from: Place, to: Place): void {
  for (const name of Reflect.getMetadataKeys(...(from as [object])) as unknown[])
    Reflect.defineMetadata(name, Reflect.getMetadata(name, ...(from as [object])), ...(to as [object]));
}

/**
 * The method with all its decorators but that of its route. Nest looks for the guards and interceptors to make under this
 * name: its testing module remembers the names of a class's methods for all applications of a process.
 */
function plain(method: Method): Method {
  const copy = function (this: unknown, ...args: never[]): unknown {
    return method.apply(this, args);
  };
  copyMetadata([method], [copy]);
  Reflect.deleteMetadata(PATH_METADATA, copy);
  copies.add(copy);
  return copy;
}

function define(prototype: object, key: string, value: Method): void {
  Object.defineProperty(prototype, key, { value, writable: true, configurable: true, enumerable: false });
}

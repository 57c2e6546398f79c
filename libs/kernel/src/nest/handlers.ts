import { HTTP_CODE_METADATA, METHOD_METADATA, PATH_METADATA } from '@nestjs/common/internal';
import { RequestMethod } from '@nestjs/common';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import type { ConcreteType } from '../fields/json-schema.js';
import { authorsMethod, maskRewritten } from './route-methods.js';

/** A method of a controller or provider, with the decorators that its author put on it. */
export interface Handler {
  readonly type: ConcreteType;
  /** The method's name. */
  readonly name: string;
  readonly method: (...args: unknown[]) => unknown;
  /** `POST /v1/orders/:id/place`; empty if no route leads to it, several if it has several paths. */
  readonly places: readonly string[];
  /** The one instance; undefined while there is none, and for a class that is made anew for each request. */
  readonly instance: () => object | undefined;
}

/** Every method of every controller and provider that `isWanted`. */
export function* handlersIn(
  modules: ModulesContainer,
  isWanted: (method: object) => boolean,
): Generator<Handler> {
  const scanner = new MetadataScanner();
  for (const { controllers, providers } of modules.values())
    for (const wrappers of [controllers, providers])
      for (const wrapper of wrappers.values()) {
        // Of a factory, the metatype is the function that makes what is provided.
        if (wrapper.inject || typeof wrapper.metatype?.prototype !== 'object') continue;
        const type = wrapper.metatype as ConcreteType;
        for (const key of scanner.getAllMethodNames(type.prototype as object)) {
          const author = authorsMethod(type, key);
          if (!author || !isWanted(author.method)) continue;
          yield {
            type,
            name: author.name,
            method: author.method as Handler['method'],
            places: wrappers === controllers ? placesOf(type, author.method) : [],
            instance: () =>
              wrapper.isDependencyTreeStatic() ? (wrapper.instance as object | undefined) : undefined,
          };
        }
      }
}

/** Masks inherited route methods in all controllers: {@link maskRewritten}. */
export function maskInherited(modules: ModulesContainer): void {
  const scanner = new MetadataScanner();
  for (const { controllers } of modules.values())
    for (const { metatype } of controllers.values())
      if (typeof metatype?.prototype === 'object')
        maskRewritten(metatype as ConcreteType, scanner.getAllMethodNames(metatype.prototype as object));
}

/** Whether a method is one that Nest routes requests to. */
export function isRouted(method: object): boolean {
  return Reflect.hasMetadata(PATH_METADATA, method);
}

/** The status that `@HttpCode` gives a method's answer; undefined for the usual one of its verb. */
export function httpCodeOf(method: object): number | undefined {
  return Reflect.getMetadata(HTTP_CODE_METADATA, method) as number | undefined;
}

function placesOf(type: object, method: object): string[] {
  if (!isRouted(method)) return [];
  const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, method) as RequestMethod];
  return pathsOf(type).flatMap((before) =>
    pathsOf(method).map((after) => {
      const segments = `${before}/${after}`.split('/').filter((segment) => segment !== '');
      return `${verb} /${segments.join('/')}`;
    }),
  );
}

/** What `@Controller` or a decorator such as `@Get` names; a method's begin after those of its class. */
export function pathsOf(target: object): string[] {
  return [Reflect.getMetadata(PATH_METADATA, target) as string | string[]].flat();
}

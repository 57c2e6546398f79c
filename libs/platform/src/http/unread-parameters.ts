import { operationOf, refuseUnread, resourceOf, type OperationRequest } from '@keelson/kernel';
import { Injectable, UseInterceptors, type NestInterceptor } from '@nestjs/common';
import { PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/internal';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';

/** Operations and resources refuse what they do not read themselves; this is for the reading routes of plain controllers. */
const refusal: NestInterceptor = {
  intercept(context, next) {
    const request = context.switchToHttp().getRequest<OperationRequest>();
    refuseUnread(context.getClass(), context.getHandler().name, request);
    return next.handle();
  },
};

/**
 * Has plain routes refuse query parameters that no method looks at: a misspelt filter must not get everything. Pages for
 * browsers, which are no part of the API, stay as they are.
 */
@Injectable()
export class UnreadParameters {
  constructor(modules: ModulesContainer) {
    const scanner = new MetadataScanner();
    for (const module of modules.values())
      for (const { metatype: type } of module.controllers.values()) {
        if (!type || resourceOf(type) || Reflect.hasMetadata('swagger/apiExcludeController', type)) continue;
        const prototype = type.prototype as object;
        for (const name of scanner.getAllMethodNames(prototype)) {
          const handler = (prototype as Record<string, object>)[name] as object;
          if (!Reflect.hasMetadata(PATH_METADATA, handler) || operationOf(handler)) continue;
          if (seesRequest(type, name) && documentsQuery(handler)) continue;
          UseInterceptors(refusal)(prototype, name, { value: handler });
        }
      }
  }
}

/** Nest's number for `@Req()` (`RouteParamtypes`, which it does not export). */
const whole = '0';

function documentsQuery(handler: object): boolean {
  const parameters = (Reflect.getMetadata('swagger/apiParameters', handler) ?? []) as readonly {
    readonly in?: string;
  }[];
  return parameters.some((one) => one.in === 'query');
}

function seesRequest(type: object, method: string): boolean {
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, type, method) ?? {}) as Record<string, unknown>;
  return Object.keys(args).some((key) => key.split(':')[0] === whole);
}

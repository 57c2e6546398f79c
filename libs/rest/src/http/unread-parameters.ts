import { OperationCatalog, routeArguments, RouteParamtypes, type Handler } from '@keelson/kernel';
import { Injectable, UseInterceptors, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { readingsOf, refuseUnread } from './refuse-unread.js';

/** Operations refuse what they do not read themselves; this is for plain routes. */
function refusalFor({ type, name }: Handler): NestInterceptor {
  const readings = readingsOf(type, name);
  return {
    intercept(context, next) {
      refuseUnread(readings, context.switchToHttp().getRequest<FastifyRequest>());
      return next.handle();
    },
  };
}

/**
 * Has plain routes refuse query parameters that no method looks at: a misspelt filter must not get everything. Pages for
 * browsers, which are no part of the API, stay as they are.
 */
@Injectable()
export class UnreadParameters {
  constructor(catalog: OperationCatalog) {
    for (const { handler, operation, resource } of catalog.routes) {
      const { type, name, method } = handler;
      if (operation || resource || Reflect.hasMetadata('swagger/apiExcludeController', type)) continue;
      if (seesRequest(handler) && documentsQuery(method)) continue;
      UseInterceptors(refusalFor(handler))(type.prototype as object, name, { value: method });
    }
  }
}

function documentsQuery(method: object): boolean {
  const parameters = (Reflect.getMetadata('swagger/apiParameters', method) ?? []) as readonly {
    readonly in?: string;
  }[];
  return parameters.some((one) => one.in === 'query');
}

function seesRequest({ type, name }: Handler): boolean {
  return routeArguments(type, name).some(({ kind }) => kind === RouteParamtypes.REQUEST);
}

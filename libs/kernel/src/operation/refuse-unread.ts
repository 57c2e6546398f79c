import { ROUTE_ARGS_METADATA } from '@nestjs/common/internal';
import type { Violation } from '../errors/domain-error.js';
import { validationFailed } from '../errors/kernel-errors.js';
import type { OperationRequest } from './exchange.js';

const bodyTakers = new WeakMap<object, Map<string, boolean>>();

/**
 * Refuses what a resource's write would not look at: query parameters, and a body where no parameter takes one. A field
 * that is silently ignored is a client's mistake that nobody tells.
 * @throws DomainError `validation_failed`
 */
export function refuseUnread(controller: object, method: string, request: OperationRequest): void {
  const errors: Violation[] = Object.keys((request.query ?? {}) as object).map((parameter) => ({
    parameter: parameter.slice(0, 100),
    detail: 'is not a parameter here',
  }));
  if (request.body !== undefined && request.body !== null && !takesBody(controller, method)) {
    const names =
      typeof request.body === 'object' && !Array.isArray(request.body) ? Object.keys(request.body) : [''];
    for (const name of names.slice(0, 50))
      errors.push({
        pointer: name && `/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`,
        detail: 'is not a field here',
      });
  }
  if (errors.length > 0)
    throw validationFailed({
      detail: 'The request holds what this operation does not take; see errors.',
      errors,
    });
}

/** Whether a handler has a parameter for the body: `@Input()`, or `@Body()` of Nest. */
function takesBody(controller: object, method: string): boolean {
  const known = bodyTakers.get(controller)?.get(method);
  if (known !== undefined) return known;
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<
    string,
    { pipes?: unknown[] }
  >;
  const takes = Object.entries(args).some(
    ([key, { pipes = [] }]) =>
      key.startsWith('3:') || pipes.some((pipe) => (pipe as { name?: string }).name === 'InputPipe'),
  );
  const ofController = bodyTakers.get(controller) ?? new Map<string, boolean>();
  bodyTakers.set(controller, ofController.set(method, takes));
  return takes;
}

import { ROUTE_ARGS_METADATA } from '@nestjs/common/internal';
import type { Violation } from '../errors/domain-error.js';
import { validationFailed } from '../errors/kernel-errors.js';
import type { OperationRequest } from './exchange.js';

interface Readings {
  readonly body: boolean;
  readonly query: boolean;
}

const known = new WeakMap<object, Map<string, Readings>>();

/**
 * Refuses what a write would not look at: query parameters and a body for which it has no parameter. A field that is
 * silently ignored is a client's mistake that nobody tells.
 * @throws DomainError `validation_failed`
 */
export function refuseUnread(controller: object, method: string, request: OperationRequest): void {
  const read = readingsOf(controller, method);
  const errors = [
    ...(read.query ? [] : queryViolations(request.query)),
    ...(read.body ? [] : bodyViolations(request.body)),
  ];
  if (errors.length > 0)
    throw validationFailed({
      detail: 'The request holds what this operation does not take; see errors.',
      errors: errors.slice(0, 50),
    });
}

function queryViolations(query: unknown): Violation[] {
  return Object.keys((query ?? {}) as object).map((parameter) => ({
    parameter: parameter.slice(0, 100),
    detail: 'is not a parameter here',
  }));
}

function bodyViolations(body: unknown): Violation[] {
  if (body === undefined || body === null) return [];
  const names = typeof body === 'object' && !Array.isArray(body) ? Object.keys(body) : [''];
  return names.slice(0, 50).map((name) => ({
    pointer: name && `/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    detail: 'is not a field here',
  }));
}

/** Nest's numbers for the parameters of a handler (`RouteParamtypes`, which it does not export). */
const query = '4';
const bodies: readonly string[] = ['0', '3', '12'];

/** What a handler has parameters for: the body by `@Input()`, or by Nest's `@Body()` or `@Req()`; the query by `@Query()`. */
function readingsOf(controller: object, method: string): Readings {
  const before = known.get(controller)?.get(method);
  if (before) return before;
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<
    string,
    { pipes?: unknown[] }
  >;
  const all = Object.entries(args).map(([key, { pipes = [] }]) => ({
    kind: key.split(':')[0] ?? '',
    pipes: pipes.map((pipe) => (pipe as { name?: string }).name),
  }));
  const readings = {
    body: all.some(({ kind, pipes }) => bodies.includes(kind) || pipes.includes('InputPipe')),
    query: all.some(({ kind }) => kind === query),
  };
  const ofController = known.get(controller) ?? new Map<string, Readings>();
  known.set(controller, ofController.set(method, readings));
  return readings;
}

import { ROUTE_ARGS_METADATA } from '@nestjs/common/internal';
import type { Violation } from '../errors/domain-error.js';
import { validationFailed } from '../errors/kernel-errors.js';
import type { AbstractType } from '../fields/json-schema.js';
import type { OperationRequest } from './exchange.js';

/** What Nest notes of a parameter. */
interface Argument {
  readonly index: number;
  /** `'since'` of `@Query('since')`. */
  readonly data?: unknown;
  readonly pipes?: readonly { readonly name?: string }[];
}

interface Readings {
  readonly body: boolean;
  /** The query's parameters, and whether each may be given more than once; null when it is read as a whole. */
  readonly query: ReadonlyMap<string, boolean> | null;
}

const known = new WeakMap<object, Map<string, Readings>>();

/**
 * Refuses what a handler would not look at: query parameters and a body for which it has no parameter. A field that is
 * silently ignored is a client's mistake that nobody tells.
 * @throws DomainError `validation_failed`
 */
export function refuseUnread(controller: object, method: string, request: OperationRequest): void {
  const read = readingsOf(controller, method);
  const errors = [
    ...(read.query ? queryViolations(request.query, read.query) : []),
    ...(read.body ? [] : bodyViolations(request.body)),
  ];
  if (errors.length > 0)
    throw validationFailed({
      detail: 'The request has parameters or fields that this operation does not accept; see errors.',
      errors: errors.slice(0, 50),
    });
}

function queryViolations(query: unknown, known: ReadonlyMap<string, boolean>): Violation[] {
  return Object.entries((query ?? {}) as object)
    .filter(([parameter, value]) => !known.has(parameter) || (Array.isArray(value) && !known.get(parameter)))
    .map(([parameter]) => ({
      parameter: parameter.slice(0, 100),
      detail: known.has(parameter) ? 'must not be repeated' : 'is not an accepted parameter',
    }));
}

function bodyViolations(body: unknown): Violation[] {
  if (body === undefined || body === null) return [];
  const names = typeof body === 'object' && !Array.isArray(body) ? Object.keys(body) : [''];
  return names.slice(0, 50).map((name) => ({
    pointer: name && `/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    detail: 'is not an accepted field',
  }));
}

/** Nest's numbers for the parameters of a handler (`RouteParamtypes`, which it does not export). */
const query = '4';
const bodies: readonly string[] = ['0', '3', '12'];

/** What a handler has parameters for: the body by `@Input()`, or by Nest's `@Body()` or `@Req()`; the query by `@Query()`. */
function readingsOf(controller: object, method: string): Readings {
  const before = known.get(controller)?.get(method);
  if (before) return before;
  const args = Object.entries(
    (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<string, Argument>,
  ).map(([key, argument]) => ({ kind: key.split(':')[0] ?? '', ...argument }));
  const types = (Reflect.getMetadata(
    'design:paramtypes',
    (controller as AbstractType).prototype as object,
    method,
  ) ?? []) as unknown[];
  const queries = args.filter(({ kind }) => kind === query);
  const readings = {
    body: args.some(
      ({ kind, pipes }) => bodies.includes(kind) || pipes?.some((pipe) => pipe.name === 'InputPipe'),
    ),
    query: queries.some(({ data }) => typeof data !== 'string')
      ? null
      : new Map(queries.map(({ data, index }) => [String(data), types[index] === Array])),
  };
  const ofController = known.get(controller) ?? new Map<string, Readings>();
  known.set(controller, ofController.set(method, readings));
  return readings;
}

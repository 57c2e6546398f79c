import {
  isInputArgument,
  isParamsArgument,
  routeArguments,
  RouteParamtypes,
  validationFailed,
  type AbstractType,
  type Violation,
} from '@keelson/kernel';

/** What a handler has parameters for: the body by `@Input()`, or by Nest's `@Body()` or `@Req()`; the query by `@Params()` or `@Query()`. */
export interface Readings {
  readonly body: boolean;
  /** The query's parameters, and whether each may be given more than once; null when it is read as a whole. */
  readonly query: ReadonlyMap<string, boolean> | null;
}

const bodies: readonly (RouteParamtypes | 'custom')[] = [
  RouteParamtypes.REQUEST,
  RouteParamtypes.BODY,
  RouteParamtypes.RAW_BODY,
];

export function readingsOf(type: AbstractType, method: string): Readings {
  const args = routeArguments(type, method);
  const queries = args.filter(({ kind }) => kind === RouteParamtypes.QUERY);
  return {
    body: args.some(({ kind, pipes = [] }) => bodies.includes(kind) || isInputArgument(pipes)),
    query: [...queries, ...args.filter(({ pipes = [] }) => isParamsArgument(pipes))].some(
      ({ data }) => typeof data !== 'string',
    )
      ? null
      : new Map(queries.map(({ data, type: given }) => [String(data), (given as unknown) === Array])),
  };
}

/**
 * Refuses what a handler would not look at: query parameters and a body for which it has no parameter. A field that is
 * silently ignored is a client's mistake that nobody tells.
 * @throws DomainError `validation_failed`
 */
export function refuseUnread(
  read: Readings,
  request: { readonly query: unknown; readonly body: unknown },
): void {
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

import {
  alreadyExists,
  bodyTooLarge,
  deadlineExceeded,
  failsOf,
  fieldsOf,
  forbidden,
  idempotencyKeyReused,
  internalError,
  kinds,
  malformedBody,
  notFound,
  organizationSuspended,
  queryTooSlow,
  rateLimited,
  referenceNotFound,
  requestInProgress,
  tooManyWaiting,
  unauthenticated,
  unprovenAddress,
  unsupportedMediaType,
  validationFailed,
  versionMismatch,
  wrongState,
  type AbstractType,
  type ErrorDefinition,
} from '@keelson/kernel';
import { isUnlimited } from '@keelson/rest/ports';
import { databaseProblems, uniqueTogether } from '@keelson/sql/ports';
import { tooManyFiles } from '@keelson/jobs/ports';
import type { Route } from '../routes.js';

/** The problems that a route can answer with, by status: what its access, parameters, body and operation imply, and its own. */
export function problemsOf(
  route: Route,
  hasQuery: boolean,
  provenOnly: ReadonlySet<string>,
): ReadonlyMap<number, readonly string[]> {
  const { rule, input, write, resource, handler } = route;
  const writes = write !== undefined;
  const named = /\{\w+\}/.test(route.path);
  const repeatable = takesIdempotencyKey(route);
  const lists = resource !== undefined && route.method === 'get' && !named;
  const can: readonly (readonly [boolean, readonly ErrorDefinition[]])[] = [
    [rule?.kind !== 'public', [unauthenticated]],
    [rule !== undefined && rule.kind !== 'public', [forbidden, organizationSuspended]],
    [rule?.kind === 'permission' && provenOnly.has(rule.permission), [unprovenAddress]],
    [named || hasQuery || input !== null || repeatable, [validationFailed]],
    [named, [notFound]],
    [input !== null, [malformedBody, bodyTooLarge, unsupportedMediaType]],
    [input !== null && writes && hasReference(input), [referenceNotFound]],
    [input !== null && writes && resource !== undefined && hasUnique(route), [alreadyExists]],
    [writes && named && resource !== undefined, [versionMismatch]],
    [Boolean(write?.from), [wrongState]],
    [repeatable, [requestInProgress, idempotencyKeyReused]],
    [lists, [queryTooSlow]],
    [write?.accepts === true && /\/(export|import)$/.test(route.path), [tooManyFiles]],
    [!isUnlimited(route.type, handler), [rateLimited]],
    [true, [...databaseProblems, deadlineExceeded, tooManyWaiting, ...failsOf(handler)]],
  ];
  const found = new Map<number, Set<string>>([[500, new Set([internalError])]]);
  for (const error of can.flatMap(([applies, errors]) => (applies ? errors : []))) {
    const status = kinds[error.kind];
    found.set(status, (found.get(status) ?? new Set()).add(error.code));
  }
  return new Map(
    [...found].sort(([a], [b]) => a - b).map(([status, codes]) => [status, [...codes]] as const),
  );
}

/** Whether the route honors `Idempotency-Key`: writes by POST of someone who is known, unless the answer is secret. */
export function takesIdempotencyKey({ method, write, rule }: Route): boolean {
  return method === 'post' && write !== undefined && !write.secretAnswer && rule?.kind !== 'public';
}

function hasReference(type: AbstractType): boolean {
  return fieldsOf(type).some(
    (field) => field.target !== undefined || (field.element !== undefined && hasReference(field.element())),
  );
}

function hasUnique({ resource, input }: Route): boolean {
  if (!resource) return false;
  const names = new Set(input ? fieldsOf(input).map((field) => field.name) : []);
  const unique = resource.fields.flatMap((field) => (field.unique ? [field.name] : []));
  return [...unique, ...uniqueTogether(resource.entity).flat()].some((name) => names.has(name));
}

import { fieldsOf } from '../fields/field-registry.js';
import { assertInputClass } from '../fields/input-class.js';
import type { ConcreteType } from '../fields/json-schema.js';
import { ExportQuery, ListQuery, ReadQuery } from '../list/list-query.js';
import { readExportQuery, readListQuery, readReadQuery } from '../list/read-list-query.js';
import { RouteParamtypes, type RouteArgument } from '../nest/route-arguments.js';
import type { Resource } from '../resource/resource.js';
import type { OperationMeta } from './operation-meta.js';
import { isParamsArgument } from './parameters.js';
import { readParams, whyNoParam } from './read-params.js';

/** The classes of the parameters that a resource declares, by the verb. */
const ofResource: Readonly<Record<string, unknown>> = { list: ListQuery, read: ReadQuery };

/** What makes an instance of the class of a `@Params()` parameter. */
export function readerOf(type: unknown, resource: Resource | null): (given: unknown) => object {
  const values = (given: unknown) => (given ?? {}) as Readonly<Record<string, unknown>>;
  if (resource && type === ListQuery) return (given) => readListQuery(resource, values(given));
  if (resource && type === ReadQuery) return (given) => readReadQuery(resource, values(given));
  if (resource && type === ExportQuery) return (given) => readExportQuery(resource, values(given));
  return (given) => readParams(type as ConcreteType, given);
}

/**
 * Proves that each parameter of a call is read once, by one rule.
 * @param meta null for a method that is no operation
 * @throws Error naming the method and the fix
 */
export function proveParams(
  where: string,
  args: readonly RouteArgument[],
  meta: Pick<OperationMeta, 'verb' | 'resource'> | null,
): void {
  const wanted = ofResource[meta?.verb ?? ''] as { readonly name: string } | undefined;
  const [first, second] = args.filter(({ pipes = [] }) => isParamsArgument(pipes));
  const raw = args.some(({ kind }) => kind === RouteParamtypes.QUERY);
  if (raw && wanted)
    throw new Error(
      `${where}: @Query() would leave the resource's parameters unvalidated; declare them as @Params() query: ${wanted.name}.`,
    );
  if (!first) return;
  if (second || raw)
    throw new Error(
      `${where}: @Params() receives all query parameters, so there is nothing left for another @Params() or a @Query(); combine them in one class.`,
    );
  // Only the export of a resource has it; no author can name its resource.
  if ((first.type as unknown) === ExportQuery && meta?.resource) return;
  if (!wanted) proveClass(where, first.type, args);
  else if (first.type !== (wanted as unknown))
    throw new Error(
      `${where}: the resource declares the parameters of this verb; use @Params() query: ${wanted.name}, imported as a value.`,
    );
}

function proveClass(where: string, type: unknown, args: readonly RouteArgument[]): void {
  if (type === ListQuery || type === ReadQuery)
    throw new Error(
      `${where}: ${(type as { name: string }).name} holds the parameters that a resource declares for its own list and read; write a class with a field for each parameter instead.`,
    );
  const fields = typeof type === 'function' ? fieldsOf(type as ConcreteType) : [];
  if (fields.length === 0)
    throw new Error(
      `${where}: @Params() needs a parameter whose type is a class with fields; write a class with a field decorator (@Text, @Integer, …) for each parameter and import it as a value, not as a type.`,
    );
  const owner = (type as ConcreteType).name;
  for (const field of fields) {
    const reason = whyNoParam(field);
    if (reason) throw new Error(`${where}: ${owner}.${field.name} cannot be a parameter: ${reason}.`);
    if (args.some(({ kind, data }) => kind === RouteParamtypes.PARAM && data === field.name))
      throw new Error(
        `${where}: ${owner}.${field.name} has the same name as the path parameter @Param('${field.name}'); rename one of the two.`,
      );
  }
  try {
    assertInputClass(type as ConcreteType, { deep: true });
  } catch (error) {
    throw new Error(
      `${where}: the class of its @Params() parameter is invalid. ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
}

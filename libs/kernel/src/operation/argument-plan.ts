import { fieldsOf } from '../fields/field-registry.js';
import { assertInputClass } from '../fields/input-class.js';
import type { AbstractType, ConcreteType } from '../fields/json-schema.js';
import { Row } from '../fields/rows.js';
import { RouteParamtypes, routeArguments, type RouteArgument } from '../nest/route-arguments.js';
import type { Resource } from '../resource/resource.js';
import type { OperationMeta } from './operation-meta.js';
import {
  isFoundArgument,
  isIdArgument,
  isInputArgument,
  isParamsArgument,
  isPreparedArgument,
} from './parameters.js';
import { proveParams, readerOf } from './params-class.js';

/** How one parameter of an operation's method is filled. */
export type ArgumentPlan =
  /** The row that the invocation names; or the operation, by `idOf`. */
  | { readonly kind: 'row'; readonly index: number; readonly idOf: (() => string) | null }
  /** The validated input. */
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'id'; readonly index: number }
  /** What the operation's preparation has worked out. */
  | { readonly kind: 'prepared'; readonly index: number }
  /** A parameter by its name. */
  | { readonly kind: 'param'; readonly index: number; readonly name: string }
  /** All parameters by their names. */
  | { readonly kind: 'params'; readonly index: number }
  /** Parameters as an instance of a class; `read` makes it. */
  | { readonly kind: 'query'; readonly index: number; readonly read: (given: unknown) => object }
  /** Something that only the face can give; `what` names it for messages. */
  | { readonly kind: 'face'; readonly index: number; readonly what: string };

/** An operation whose resource is as the application has it. */
export type PlannedOperation = Pick<OperationMeta, 'verb' | 'reads'> & { readonly resource: Resource | null };

/** Those of a method, and what the proof of them found. */
export interface ArgumentPlans {
  readonly all: readonly ArgumentPlan[];
  /** The entity of the row that the invocation names; null when the method takes none. */
  readonly entity: ConcreteType<Row> | null;
  /** The class of the input; null when the method takes none. */
  readonly input: ConcreteType | null;
}

/**
 * Plans the parameters of a method that is an operation.
 * @throws Error naming the method and the fix, when an `@Input()` or `@Params()` is no class of fields with rule and
 * schema, or a `@Found()` no entity: it would be a 500 at the first request, or a field that nobody checks
 * @param classOf what the application makes of the class of an input
 */
export function planArguments(
  type: AbstractType,
  method: string,
  meta: PlannedOperation,
  classOf: (input: ConcreteType) => ConcreteType = (input) => input,
): ArgumentPlans {
  const where = `${type.name}.${method}()`;
  const args = routeArguments(type, method);
  const row = args.find(({ pipes = [] }) => isFoundArgument(pipes));
  const body = args.find(({ pipes = [] }) => isInputArgument(pipes));
  const input = body ? (inputOf(meta) ?? (body.type ? classOf(body.type) : null)) : null;
  if (body) proveInput(where, input);
  const entity = (meta.resource?.entity ?? row?.type ?? null) as ConcreteType<Row> | null;
  if (row && meta.reads)
    throw new Error(
      `${where}: @Found() locks a row for a write, but this operation only reads; get the id with @Id(), and read the row from its store.`,
    );
  const marks = args.filter(({ pipes = [] }) => isFoundArgument(pipes) || isInputArgument(pipes));
  if (marks.length > (row ? 1 : 0) + (body ? 1 : 0))
    throw new Error(`${where}: a method can have only one @Found() and one @Input(); remove the second one.`);
  const names = args.flatMap(({ kind, data }) =>
    typeof data === 'string' && (kind === RouteParamtypes.PARAM || kind === RouteParamtypes.QUERY)
      ? [data]
      : [],
  );
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined)
    throw new Error(
      `${where}: two parameters are named "${twin}"; rename the path parameter or the query parameter.`,
    );
  if (row && !meta.resource && !isEntity(entity))
    throw new Error(
      `${where}: @Found() needs a parameter whose type is an entity; import the entity as a value.`,
    );
  proveParams(where, args, meta);
  return { all: args.map((one) => planOf(one, meta)), entity: row || meta.resource ? entity : null, input };
}

/** What {@link planArguments} proves, for a method that is no operation. @throws Error as it does */
export function proveArguments(type: AbstractType, method: string): void {
  const where = `${type.name}.${method}()`;
  const args = routeArguments(type, method);
  proveParams(where, args, null);
  for (const { pipes = [], type: given } of args) {
    if (isInputArgument(pipes)) proveInput(where, given);
    if (isFoundArgument(pipes))
      throw new Error(
        `${where}: @Found() locks a row for a write, but this method is not an operation; add @Operation('…'), or read the row from its store.`,
      );
  }
}

/** The class of a standard verb's body, whatever the parameter of a method that takes the verb over. */
function inputOf({ verb, resource }: PlannedOperation): ConcreteType | null {
  return (verb === 'create' || verb === 'update' ? resource?.[verb] : null) ?? null;
}

function planOf(argument: RouteArgument, { resource }: PlannedOperation): ArgumentPlan {
  const { kind, index, data, pipes = [], factory, type } = argument;
  if (isFoundArgument(pipes))
    return { kind: 'row', index, idOf: typeof data === 'function' ? (data as () => string) : null };
  if (isInputArgument(pipes)) return { kind: 'input', index };
  if (isParamsArgument(pipes))
    return { kind: 'query', index, read: readerOf(type as ConcreteType, resource) };
  if (isIdArgument(factory)) return { kind: 'id', index };
  if (isPreparedArgument(factory)) return { kind: 'prepared', index };
  if (kind === RouteParamtypes.PARAM || kind === RouteParamtypes.QUERY)
    return typeof data === 'string' ? { kind: 'param', index, name: data } : { kind: 'params', index };
  return { kind: 'face', index, what: (kind !== 'custom' && decorators[kind]) || 'a custom decorator' };
}

/** How an author writes the parameters that only REST can fill. */
const decorators: Readonly<Record<number, string>> = {
  [RouteParamtypes.REQUEST]: '@Req()',
  [RouteParamtypes.RESPONSE]: '@Res()',
  [RouteParamtypes.BODY]: '@Body()',
  [RouteParamtypes.HEADERS]: '@Headers()',
  [RouteParamtypes.IP]: '@Ip()',
  [RouteParamtypes.RAW_BODY]: '@RawBody()',
  [RouteParamtypes.HOST]: '@HostParam()',
  [RouteParamtypes.SESSION]: '@Session()',
  [RouteParamtypes.NEXT]: '@Next()',
};

function proveInput(where: string, type: unknown): void {
  if (!isClass(type) || fieldsOf(type).length === 0)
    throw new Error(
      `${where}: @Input() needs a parameter whose type is a class with fields; write a class with field decorators (@Text, @Integer, …) and import it as a value, not as a type.`,
    );
  try {
    assertInputClass(type, { deep: true });
  } catch (error) {
    throw new Error(`${where}: the class of its @Input() parameter is invalid. ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function isEntity(value: unknown): boolean {
  return isClass(value) && value.prototype instanceof Row;
}

function isClass(value: unknown): value is AbstractType {
  return typeof value === 'function' && value !== Object && typeof value.prototype === 'object';
}

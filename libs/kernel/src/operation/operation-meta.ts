import type { EventDefinition } from '../events/event.js';
import type { ConcreteType } from '../fields/json-schema.js';
import type { Resource, StandardVerb } from '../resource/resource.js';

/** What the kernel knows of an operation: how it is named in audit, which states it moves between, what it emits. */
export interface OperationMeta {
  /** `orders:place`; one name in the whole application, by which every face knows it. A write's audit entries bear it. */
  readonly name: string;
  readonly resource: Resource | null;
  readonly verb: StandardVerb | 'action' | 'free';
  /** It only reads: no transaction, no idempotency key. */
  readonly reads: boolean;
  /** The input class of a standard verb; an action's comes from its `@Input()` parameter. */
  readonly input: ConcreteType | null;
  readonly from: readonly string[] | null;
  /** The one state that the kernel moves the row to, or several of which the method chooses. */
  readonly to: readonly string[] | null;
  readonly emits: EventDefinition | null;
  /** Never store the answer for replay: it holds a secret. */
  readonly secretAnswer: boolean;
  /** It answers with the place of a job that does the work. */
  readonly accepts: boolean;
}

const OPERATION = 'keelson:operation';

const unless = {
  resource: null,
  verb: 'free',
  reads: false,
  input: null,
  from: null,
  to: null,
  emits: null,
  secretAnswer: false,
  accepts: false,
} satisfies Omit<OperationMeta, 'name'>;

/** Writes an operation down on its method. @throws Error when the method has another already */
export function noteOperation(
  target: object,
  method: string | symbol,
  handler: object,
  given: Partial<OperationMeta> & Pick<OperationMeta, 'name'>,
): void {
  const other = operationOf(handler);
  if (other)
    throw new Error(
      `${target.constructor.name}.${String(method)}() is declared as two operations, "${other.name}" and "${given.name}": remove one of the two decorators; otherwise the write would run twice.`,
    );
  Reflect.defineMetadata(OPERATION, { ...unless, ...given } satisfies OperationMeta, handler);
}

/** The operation that a method carries out. */
export function operationOf(handler: object): OperationMeta | undefined {
  return Reflect.getMetadata(OPERATION, handler) as OperationMeta | undefined;
}

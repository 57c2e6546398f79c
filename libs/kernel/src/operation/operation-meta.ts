import type { EventDefinition } from '../events/event.js';
import type { DeclaredResource } from '../resource/resource.js';
import type { StandardVerb } from '../resource/resource-options.js';

/** What the kernel knows of an operation: how it is named in audit, which states it moves between, what it emits. */
export interface OperationMeta {
  /** `orders:place`; one name in the whole application, by which every face knows it. A write's audit entries bear it. */
  readonly name: string;
  readonly resource: DeclaredResource | null;
  readonly verb: StandardVerb | 'action' | 'free';
  /** It only reads: no transaction, no idempotency key. */
  readonly reads: boolean;
  readonly from: readonly string[] | null;
  /** The one state that the kernel moves the row to, or several of which the method chooses. */
  readonly to: readonly string[] | null;
  readonly emits: EventDefinition | null;
  /** Never store the answer for replay: it holds a secret. */
  readonly secretAnswer: boolean;
  /** It answers with the place of a job that does the work. */
  readonly accepts: boolean;
  /** What an action does, where its permission does not say it all. */
  readonly description: string | null;
}

const OPERATION = 'keelson:operation';

const unless = {
  resource: null,
  verb: 'free',
  reads: false,
  from: null,
  to: null,
  emits: null,
  secretAnswer: false,
  accepts: false,
  description: null,
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

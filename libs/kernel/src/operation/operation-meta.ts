import type { EventDefinition } from '../events/event.js';
import type { ConcreteType } from '../fields/json-schema.js';
import type { Resource, StandardVerb } from '../resource/resource.js';

/** What the kernel knows of a write: how it is named in audit, which states it moves between, what it emits. */
export interface OperationMeta {
  /** `orders:place`; the name of permission, audit entry and operation alike. */
  readonly name: string;
  readonly resource: Resource | null;
  readonly verb: StandardVerb | 'action' | 'free';
  /** The input class of a standard verb; an action's comes from its `@Input()` parameter. */
  readonly input: ConcreteType | null;
  readonly from: readonly string[] | null;
  /** The one state that the kernel moves the row to, or several of which the method chooses. */
  readonly to: readonly string[] | null;
  readonly emits: EventDefinition | null;
  /** Never store the answer for replay: it holds a secret. */
  readonly secretAnswer: boolean;
  /** It answers 202 with the place of a job that does the work. */
  readonly accepts?: boolean;
}

export const OPERATION = 'keelson:operation';

/** The operation that a handler carries out, if it writes. */
export function operationOf(handler: object): OperationMeta | undefined {
  return Reflect.getMetadata(OPERATION, handler) as OperationMeta | undefined;
}

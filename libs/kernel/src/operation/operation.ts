import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import type { ErrorDefinition } from '../errors/domain-error.js';
import type { EventDefinition } from '../events/event.js';
import type { ConcreteType } from '../fields/json-schema.js';
import type { Resource, StandardVerb } from '../resource/resource.js';
import { OperationInterceptor } from './operation.interceptor.js';

/** What the kernel knows of a write: how it is named in audit, which states it moves between, what it emits. */
export interface OperationMeta {
  /** `orders:place`; the name of permission, audit entry and operation alike. */
  readonly name: string;
  readonly resource: Resource | null;
  readonly verb: StandardVerb | 'action' | 'free';
  /** The input class of a standard verb; an action's comes from its `@Input()` parameter. */
  readonly input: ConcreteType | null;
  readonly from: readonly string[] | null;
  readonly to: string | null;
  readonly emits: EventDefinition | null;
  /** Never store the answer for replay: it holds a secret. */
  readonly secretAnswer: boolean;
}

export const OPERATION = 'keelson:operation';
export const FAILS = 'keelson:fails';

/** The operation that a handler carries out, if it writes. */
export function operationOf(handler: object): OperationMeta | undefined {
  return Reflect.getMetadata(OPERATION, handler) as OperationMeta | undefined;
}

/** Attaches an operation to a handler; {@link Operation} and the resource decorators call this. */
export function attachOperation(meta: OperationMeta): MethodDecorator {
  return applyDecorators(SetMetadata(OPERATION, meta), UseInterceptors(OperationInterceptor));
}

/**
 * A write on a controller of your own: one transaction (rerun as a whole after a deadlock, so it must have no effect
 * outside the database), idempotency by key, audit and events like every resource's write.
 * @param name `<area>:<verb>`, as in the audit log
 */
export function Operation(name: string, options: { readonly secretAnswer?: boolean } = {}): MethodDecorator {
  return attachOperation({
    name,
    resource: null,
    verb: 'free',
    input: null,
    from: null,
    to: null,
    emits: null,
    secretAnswer: options.secretAnswer ?? false,
  });
}

/** Names the errors of its own that a handler can answer with; the docs list them. */
export const Fails = (...errors: readonly ErrorDefinition[]) => SetMetadata(FAILS, errors);

export function failsOf(handler: object): readonly ErrorDefinition[] {
  return (Reflect.getMetadata(FAILS, handler) ?? []) as readonly ErrorDefinition[];
}

import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import type { ErrorDefinition } from '../errors/domain-error.js';
import { OperationInterceptor } from './operation.interceptor.js';
import { OPERATION, operationOf, type OperationMeta } from './operation-meta.js';

const FAILS = 'keelson:fails';

/** Attaches an operation to a handler; {@link Operation} and the resource decorators call this. */
export function attachOperation(meta: OperationMeta): MethodDecorator {
  return applyDecorators(
    (target: object, method: string | symbol, { value }: PropertyDescriptor) => {
      const other = operationOf(value as object);
      if (other)
        throw new Error(
          `${target.constructor.name}.${String(method)}() is both "${other.name}" and "${meta.name}": take one of the two decorators off, or the write would run twice.`,
        );
    },
    SetMetadata(OPERATION, meta),
    UseInterceptors(OperationInterceptor),
  );
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

import { applyDecorators, HttpCode, SetMetadata, UseInterceptors } from '@nestjs/common';
import { ApiAcceptedResponse } from '@nestjs/swagger';
import type { ErrorDefinition } from '../errors/domain-error.js';
import { AcceptedJob } from '../jobs/accepted-job.js';
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
          `${target.constructor.name}.${String(method)}() is declared as two operations, "${other.name}" and "${meta.name}": remove one of the two decorators; otherwise the write would run twice.`,
        );
    },
    SetMetadata(OPERATION, meta),
    UseInterceptors(OperationInterceptor),
  );
}

export interface OperationOptions {
  /** The answer holds a secret: never store it for replay. */
  readonly secretAnswer?: boolean;
  /** The method returns what `Jobs.enqueue` did; the answer is 202 with `Location: /v1/jobs/{id}`. */
  readonly accepts?: boolean;
}

/**
 * A write on a controller of your own: one transaction (rerun as a whole after a deadlock, so it must have no effect
 * outside the database), idempotency by key, audit and events like every resource's write.
 * @param name `<area>:<verb>`, as in the audit log
 */
export function Operation(name: string, options: OperationOptions = {}): MethodDecorator {
  const attached = attachOperation({
    name,
    resource: null,
    verb: 'free',
    input: null,
    from: null,
    to: null,
    emits: null,
    secretAnswer: options.secretAnswer ?? false,
    accepts: options.accepts ?? false,
  });
  return options.accepts
    ? applyDecorators(
        attached,
        HttpCode(202),
        ApiAcceptedResponse({
          type: AcceptedJob,
          description: "Accepted. Poll the path in `Location` for the job's progress.",
        }),
      )
    : attached;
}

/** Names the errors of its own that a handler can answer with; the docs list them. */
export const Fails = (...errors: readonly ErrorDefinition[]) => SetMetadata(FAILS, errors);

export function failsOf(handler: object): readonly ErrorDefinition[] {
  return (Reflect.getMetadata(FAILS, handler) ?? []) as readonly ErrorDefinition[];
}

import { applyDecorators, HttpCode, Inject, SetMetadata } from '@nestjs/common';
import type { ErrorDefinition } from '../errors/domain-error.js';
import { noteOperation, type OperationMeta } from './operation-meta.js';
import { OperationRoutes, routes } from './operation-routes.js';

const FAILS = 'keelson:fails';

/** Attaches an operation to a method; {@link Operation} and the resource decorators call this. */
export function attachOperation(meta: Partial<OperationMeta> & Pick<OperationMeta, 'name'>): MethodDecorator {
  return (target: object, method: string | symbol, { value }: PropertyDescriptor) => {
    noteOperation(target, method, value as object, meta);
    // The route method serves requests by what the class's own application provides.
    Inject(OperationRoutes)(target, routes);
  };
}

export interface OperationOptions {
  /** The method only reads: it runs without a transaction and takes no idempotency key. */
  readonly reads?: boolean;
  /** The answer holds a secret: never store it for replay. */
  readonly secretAnswer?: boolean;
  /** The method returns what `Jobs.enqueue` did; the answer is 202 with `Location: /v1/jobs/{id}`. */
  readonly accepts?: boolean;
}

/**
 * An operation on a class of your own. A write runs in one transaction (rerun as a whole after a deadlock, so it must have no
 * effect outside the database), with idempotency by key, audit and events like every resource's write.
 * @param name `<area>:<verb>`, as in the audit log
 */
export function Operation(name: string, options: OperationOptions = {}): MethodDecorator {
  if (options.reads && options.accepts)
    throw new Error(
      `Operation "${name}" enqueues a job, which is a write: remove "reads", or return a value instead of a job.`,
    );
  const attached = attachOperation({ name, ...options });
  return options.accepts ? applyDecorators(attached, HttpCode(202)) : attached;
}

const ONLY_ON_REST = 'keelson:only-on-rest';

/** Keeps an operation from every face but REST. @param reason why, for the list of such operations */
export const OnlyOnRest = (reason: string) => SetMetadata(ONLY_ON_REST, reason);

export function onlyOnRest(handler: object): string | null {
  return (Reflect.getMetadata(ONLY_ON_REST, handler) as string | undefined) ?? null;
}

/** Names the errors of its own that a handler can answer with, beside those of an `@Action` or another `@Fails`; the docs list them. */
export const Fails =
  (...errors: readonly ErrorDefinition[]): MethodDecorator =>
  (_target, _key, descriptor) => {
    const handler = descriptor.value as object;
    const all = new Set([...errors, ...failsOf(handler)]);
    Reflect.defineMetadata(FAILS, [...all], handler);
  };

export function failsOf(handler: object): readonly ErrorDefinition[] {
  return (Reflect.getMetadata(FAILS, handler) ?? []) as readonly ErrorDefinition[];
}

import type { ConcreteType } from '../fields/json-schema.js';

/** A kind of background work; its payload is a class of fields and is validated when it is taken up. */
export interface JobDefinition<P extends object = object> {
  /** The queue that carries it, `identity.welcome-mail`: `<feature>.<verb>`. */
  readonly name: string;
  readonly payload: ConcreteType<P>;
  /** Tries before it is given up; the pause between them doubles from one second. */
  readonly attempts: number;
}

/** Names a job. @throws Error when the name isn't `<feature>.<verb>` in lower case. */
export function defineJob<P extends object>(
  name: string,
  payload: ConcreteType<P>,
  options: { readonly attempts?: number } = {},
): JobDefinition<P> {
  if (!/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/.test(name))
    throw new Error(`Job "${name}" must look like "orders.export".`);
  return { name, payload, attempts: options.attempts ?? 5 };
}

/** Hands work to the background. The platform provides it. */
export abstract class Jobs {
  /**
   * Enqueues a job with the present organization, caller and request id. Inside an operation it is handed over after
   * the commit, and not at all when the operation fails.
   */
  abstract enqueue<P extends object>(job: JobDefinition<P>, payload: P): Promise<void>;
}

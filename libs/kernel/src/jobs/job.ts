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
  const { attempts = 5 } = options;
  if (!Number.isInteger(attempts) || attempts < 1 || attempts > 50)
    throw new Error(`Job "${name}": attempts must be a whole number from 1 to 50.`);
  return { name, payload, attempts };
}

export interface EnqueueOptions {
  /** 0 (first) to 9 (last); 5 unless said otherwise. */
  readonly priority?: number;
  /** Not before this moment. */
  readonly notBefore?: Date;
  /** While a job of this name and organization with the same key waits or runs, it is that job: nothing is added, and another payload is dropped. */
  readonly deduplicate?: string;
}

/** Where to look for a job that was enqueued. */
export interface EnqueuedJob {
  readonly id: string;
  /** `/v1/jobs/{id}`, below the path of PUBLIC_URL: the `Location` of a 202. */
  readonly location: string;
}

/** Hands work to the background. The platform provides it. */
export abstract class Jobs {
  /**
   * Enqueues a job with the present organization, caller and request id. Inside an operation it commits with it, and is
   * gone with it when it fails.
   * @throws Error when the payload is not valid or larger than 64 KiB
   */
  abstract enqueue<P extends object>(
    job: JobDefinition<P>,
    payload: P,
    options?: EnqueueOptions,
  ): Promise<EnqueuedJob>;
}

import type { Settings } from '@keelson/kernel';
import type { FastifyRequest } from 'fastify';

/** A limit that holds over all processes together, to the request. */
export interface ExactLimitOptions {
  /** As it stands in `RateLimit-Policy`: `sign-in`. */
  readonly name: string;
  /** Attempts per minute and key: a number, or where the settings have it. */
  readonly perMinute: number | ((settings: Settings) => number);
  /**
   * Whose attempts are counted together; `network` is the client's address, or its /64. The body is not validated yet.
   * What comes back is hashed before it is stored. Null counts nothing.
   */
  readonly key: (request: FastifyRequest, network: string) => string | null;
}

const EXACT_LIMITS = 'keelson:exact-limits';

/**
 * Counts attempts in the shared database, one statement each; for routes where guessing is the danger. Several on one
 * handler all hold. When the database is away the attempt is refused with 503: an uncounted guess must not pass, and
 * nobody could be signed in without a database anyway.
 */
export function ExactLimit(options: ExactLimitOptions): MethodDecorator {
  if (!/^[a-z][a-z0-9-]*$/.test(options.name))
    throw new Error(`Exact limit "${options.name}" must have a name such as "sign-in".`);
  return (_target, _key, descriptor) => {
    const handler = descriptor.value as object;
    Reflect.defineMetadata(EXACT_LIMITS, [options, ...exactLimitsOf(handler)], handler);
  };
}

/** Those of a controller's method, in the order in which they are counted. */
export function exactLimitsOf(handler: object): readonly ExactLimitOptions[] {
  return (Reflect.getMetadata(EXACT_LIMITS, handler) ?? []) as readonly ExactLimitOptions[];
}

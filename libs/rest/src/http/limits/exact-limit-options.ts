import type { Settings } from '@keelson/kernel';

/** A limit that holds over all processes together, to the request. */
export interface ExactLimitOptions {
  /** As it stands in `RateLimit-Policy`: `sign-in`. */
  readonly name: string;
  /** Attempts per minute and key: a number, or where the settings have it. */
  readonly perMinute: number | ((settings: Settings) => number);
  /**
   * Whose attempts are counted together; `network` is the client's address, or its /64; empty where the face knows none. The
   * body is not validated yet.
   * What comes back is hashed before it is stored. Null counts nothing.
   */
  readonly key: (call: { readonly body: unknown }, network: string) => string | null;
}

const EXACT_LIMITS = 'keelson:exact-limits';

/** Notes one more limit of a controller's method, before those that it has. */
export function noteExactLimit(handler: object, options: ExactLimitOptions): void {
  Reflect.defineMetadata(EXACT_LIMITS, [options, ...exactLimitsOf(handler)], handler);
}

/** Those of a controller's method, in the order in which they are counted. */
export function exactLimitsOf(handler: object): readonly ExactLimitOptions[] {
  return (Reflect.getMetadata(EXACT_LIMITS, handler) ?? []) as readonly ExactLimitOptions[];
}

import { Gate } from '@keelson/kernel';
import { ExactLimitGate } from './exact-limit.gate.js';
import { noteExactLimit, type ExactLimitOptions } from './exact-limit-options.js';

/**
 * Counts attempts in the shared database, one statement each; for routes where guessing is the danger, and for their
 * operations on every face. Several on one
 * handler all hold. When the database is away the attempt is refused with 503: an uncounted guess must not pass, and
 * nobody could be signed in without a database anyway.
 */
export function ExactLimit(options: ExactLimitOptions): MethodDecorator {
  if (!/^[a-z][a-z0-9-]*$/.test(options.name))
    throw new Error(`Exact limit "${options.name}" must have a name such as "sign-in".`);
  return (target, key, descriptor) => {
    noteExactLimit(descriptor.value as object, options);
    Gate(ExactLimitGate)(target, key, descriptor);
  };
}

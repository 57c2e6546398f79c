import { currentContext } from '@keelson/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A request and its answer. */
export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** The request under way. @throws Error in work that no request has asked for */
export function currentExchange(): Exchange {
  const face = currentContext().face as Exchange | undefined;
  if (!face)
    throw new Error(
      'This code needs a request but runs outside one. Call it only while a request is being handled.',
    );
  return face;
}

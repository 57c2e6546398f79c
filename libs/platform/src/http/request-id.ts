import type { IncomingMessage } from 'node:http';
import { randomUUID } from 'node:crypto';

/** What a client may choose: it stands in logs, audit entries and answers. */
const wellFormed = /^[A-Za-z0-9._-]{1,64}$/;

/** The client's `X-Request-Id` when it is well-formed, else a new UUIDv7 (RFC 9562). */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && wellFormed.test(given) ? given : randomUUID();
}

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What a client may choose: it stands in logs, audit entries and answers. */
const wellFormed = /^[A-Za-z0-9._-]{1,64}$/;

/** The client's `X-Request-Id` when it is well-formed, else a new UUIDv7 (RFC 9562). */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && wellFormed.test(given) ? given : newRequestId();
}

/** A UUIDv7 out of the clock and Node's pooled random bytes: this runs for every request, and costs a quarter of `v7()`. */
export function newRequestId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  // A version 4 UUID has its random bits and its variant where version 7 has them, after the version.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

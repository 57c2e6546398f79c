import { notFound, unauthenticated } from '@keelson/kernel';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { bearerToken } from '../access/ports.js';
import type { PlatformOptions } from '../runtime/ports.js';

/** What proxies add. Who comes by way of one is not on this machine, though the connection is. */
const ofProxies = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'] as const;
const loopback = /^(::ffff:)?127\.|^::1$/;

/**
 * With a token it is needed, from wherever. Without one there is nothing to be seen here, unless the options open it to
 * this machine; whether a request comes from it is judged by its connection, and by no header that a client could write.
 * @throws DomainError `unauthenticated`, or `not_found` as for a path that nobody knows
 */
export function admitScraper(
  request: Pick<FastifyRequest, 'headers' | 'socket'>,
  options: PlatformOptions['metrics'],
): void {
  const { headers, socket } = request;
  if (options?.token) {
    const shown = bearerToken(headers.authorization);
    if (shown === null || !timingSafeEqual(digest(shown), digest(options.token)))
      throw unauthenticated({ detail: 'Send the value of METRICS_TOKEN as a bearer token.' });
    return;
  }
  const isDirect = loopback.test(socket.remoteAddress ?? '') && ofProxies.every((name) => !headers[name]);
  if (!options?.openToThisMachine || !isDirect) throw notFound({ detail: 'There is no route at this path.' });
}

/** Of one length whatever was sent, so that the comparison takes one time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

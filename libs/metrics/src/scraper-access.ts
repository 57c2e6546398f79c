import { notFound, unauthenticated } from '@keelson/kernel';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { bearerToken } from '@keelson/access/ports';

/** What proxies add. Who comes by way of one is not on this machine, though the connection is. */
const ofProxies = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'] as const;
const loopback = /^(::ffff:)?127\.|^::1$/;

/** Who may read `/metrics`. */
export interface ScraperRule {
  /** What a scraper shows as its bearer token. */
  readonly token?: string | undefined;
  /** Whether, without a token, it is open to this machine. Not behind a proxy: that may be on this machine too. */
  readonly openToThisMachine: boolean;
}

/**
 * With a token it is needed, from wherever. Without one there is nothing to be seen here, unless the rule opens it to
 * this machine; whether a request comes from it is judged by its connection, and by no header that a client could write.
 * @throws DomainError `unauthenticated`, or `not_found` as for a path that nobody knows
 */
export function admitScraper(
  request: Pick<FastifyRequest, 'headers' | 'socket'>,
  { token, openToThisMachine }: ScraperRule,
): void {
  const { headers, socket } = request;
  if (token !== undefined) {
    const shown = bearerToken(headers.authorization);
    if (shown === null || !timingSafeEqual(digest(shown), digest(token)))
      throw unauthenticated({ detail: 'Send the value of METRICS_TOKEN as a bearer token.' });
    return;
  }
  const isDirect = loopback.test(socket.remoteAddress ?? '') && ofProxies.every((name) => !headers[name]);
  if (!openToThisMachine || !isDirect) throw notFound({ detail: 'There is no route at this path.' });
}

/** Of one length whatever was sent, so that the comparison takes one time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

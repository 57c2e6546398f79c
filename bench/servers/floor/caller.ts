import type { onRequestHookHandler } from 'fastify';
import { createVerifier } from 'fast-jwt';
import type { Claims } from '../../data/principals.js';
import type { ServerSettings } from '../settings.js';

declare module 'fastify' {
  interface FastifyRequest {
    organizationId: string;
    userId: string;
  }
}

/** Verifies the bearer token, ES256, with a bounded cache that honors expiry, and gives the routes its user and organization. */
export function verifiedCaller(settings: ServerSettings): onRequestHookHandler {
  const verify = createVerifier({
    key: settings.publicKey,
    algorithms: ['ES256'],
    allowedIss: settings.issuer,
    allowedAud: settings.audience,
    cache: 10_000,
    // The token itself as the key: hashing it first would cost more than the whole hit.
    cacheKeyBuilder: (token: string) => token,
  });
  return (request, reply, done) => {
    const header = request.headers.authorization;
    try {
      if (!header?.startsWith('Bearer ')) throw new Error('no bearer token');
      const claims: Claims = verify(header.slice(7));
      request.organizationId = claims.org;
      request.userId = claims.sub;
    } catch {
      reply.code(401).send({ code: 'unauthenticated' });
      return;
    }
    done();
  };
}

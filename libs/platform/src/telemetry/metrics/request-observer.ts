import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestDuration } from './counters.js';

/** Others are `other`: a label must not be the client's to choose. */
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS']);
const classes = ['', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;

/** Counts an answered request under the pattern of its route; all that no route takes is `unmatched`. */
export function observeRequest(request: FastifyRequest, reply: FastifyReply): void {
  const { method } = request;
  requestDuration.observe(
    {
      method: methods.has(method) ? method : 'other',
      route: request.routeOptions.url ?? 'unmatched',
      status: classes[Math.trunc(reply.statusCode / 100)] ?? '5xx',
    },
    reply.elapsedTime / 1000,
  );
}

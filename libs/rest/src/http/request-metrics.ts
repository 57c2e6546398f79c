import type { FastifyReply, FastifyRequest } from 'fastify';
import { counter, histogram } from '@keelson/runtime/ports';

const requestDuration = histogram({
  name: 'http_request_duration_seconds',
  help: 'Seconds from the arrival of a request to the end of its response.',
  labels: ['method', 'route', 'status'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
});

const abortedRequests = counter({
  name: 'http_requests_aborted_total',
  help: 'Connections closed before the response was sent.',
});

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

/** Counts a connection that has closed before its answer was sent. */
export function countAborted(): void {
  abortedRequests.inc();
}

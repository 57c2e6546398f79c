import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A read that takes longer is worth a line. Milliseconds. */
const slow = 1_000;

const logger = new Logger('Request');

/**
 * One line for each request that changed something, failed or was slow. Reads that went well leave none: they are most of
 * the traffic, and metrics count them. The line names the route, never the address with its query.
 */
export function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  const { method } = request;
  const milliseconds = Math.round(reply.elapsedTime);
  if ((method === 'GET' || method === 'HEAD') && reply.statusCode < 400 && milliseconds < slow) return;
  const route = request.routeOptions.url ?? 'unknown route';
  logger.log(`${method} ${route} ${reply.statusCode} in ${milliseconds} ms`);
}

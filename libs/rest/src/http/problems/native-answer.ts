import type { ServerResponse } from 'node:http';
import { problemType, type ProblemDocument } from './problem-document.js';

/** Answers with a problem where Nest middleware has failed: it sees Node's response, not Fastify's reply. */
export function answerNatively(
  response: ServerResponse,
  problem: ProblemDocument,
  retryAfter?: number,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.statusCode = problem.status;
  if (retryAfter !== undefined) response.setHeader('retry-after', String(Math.ceil(retryAfter)));
  response.setHeader('content-type', problemType);
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-request-id', problem.requestId);
  response.end(JSON.stringify(problem));
}

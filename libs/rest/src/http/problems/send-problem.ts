import type { FastifyReply, FastifyRequest } from 'fastify';
import { countOAuthError, countProblem } from './count-problem.js';
import type { OAuthError } from './oauth-error.js';
import { problemDocument, problemType } from './problem-document.js';
import type { Problem } from './problem.js';

/** Headers that a handler may have written for an answer which never came. */
const ofTheOtherAnswer = [
  'etag',
  'last-modified',
  'location',
  'link',
  'content-disposition',
  'content-length',
];

/** Answers a request with a problem. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
  publicUrl: string,
): void {
  countProblem(problem.code);
  const document = problemDocument(problem, { publicUrl, url: request.url, requestId: request.id });
  if (problem.status === 401 && !reply.hasHeader('www-authenticate'))
    reply.header('www-authenticate', 'Bearer realm="api"');
  send(reply, problem.status, problemType, problem.retryAfter, document);
}

/** Answers a request to the token endpoint as RFC 6749, section 5.2, has it. */
export function sendOAuthError(reply: FastifyReply, error: OAuthError): void {
  countOAuthError(error);
  // RFC 6749, section 5.2: invalid_client is answered with a challenge.
  if (error.status === 401 && !reply.hasHeader('www-authenticate'))
    reply.header('www-authenticate', 'Basic realm="token"');
  reply.header('pragma', 'no-cache');
  send(reply, error.status, 'application/json', error.retryAfter, {
    error: error.code,
    error_description: ascii(error.description),
  });
}

function send(
  reply: FastifyReply,
  status: number,
  type: string,
  retryAfter: number | undefined,
  document: object,
): void {
  for (const name of ofTheOtherAnswer) reply.removeHeader(name);
  if (retryAfter !== undefined) reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfter))));
  // Written out here: a route's own serializer is made for its answers, not for problems; and as bytes, since Fastify
  // would add a charset to text, which JSON's media types do not have (RFC 8259, section 11).
  reply
    .status(status)
    .header('cache-control', 'no-store')
    .header('content-type', type)
    .send(Buffer.from(JSON.stringify(document)));
}

/** `error_description` is printable ASCII without quote and backslash (RFC 6749, section 5.2). */
function ascii(text: string): string {
  return text.replaceAll('"', "'").replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?');
}

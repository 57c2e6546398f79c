import { malformedBody, transferFormats, unsupportedMediaType, type Deadline } from '@keelson/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isUtf8 } from 'node:buffer';
import { readJsonBody } from './json-body.js';

/** Bytes of a form: two credentials and a scope fit many times over. */
const largestForm = 16_384;

/** A request with its deadline at hand: its body is read outside its context. */
export interface TimedRequest extends FastifyRequest {
  deadline?: Deadline;
}

const mergePatch = 'application/merge-patch+json';

/**
 * The media types that the API reads, and nothing else: JSON everywhere, merge patches (RFC 7396) for PATCH, forms where
 * a route asks for them (`@TokenEndpoint()`), and CSV and NDJSON as a stream where a route reads them as they come; who
 * reads a stream bounds it.
 */
export function addBodyParsers(instance: FastifyInstance, bodyLimitBytes: number): void {
  const limit = { parseAs: 'buffer', bodyLimit: bodyLimitBytes } as const;
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('application/json', limit, (request, bytes: Buffer, done) =>
    settle(request, done, () => (refuseEncodings(request), readJsonBody(bytes))),
  );
  instance.addContentTypeParser(mergePatch, limit, (request, bytes: Buffer, done) =>
    settle(request, done, () => {
      if (request.method !== 'PATCH') throw unsupportedMediaType({ detail: `${mergePatch} is for PATCH.` });
      refuseEncodings(request);
      return readJsonBody(bytes);
    }),
  );
  instance.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer', bodyLimit: Math.min(bodyLimitBytes, largestForm) },
    (request, bytes: Buffer, done) =>
      settle(request, done, () => {
        if (!acceptsForm(request)) throw unsupportedMediaType({ detail: 'Send application/json.' });
        refuseEncodings(request);
        return readForm(bytes);
      }),
  );
  instance.addContentTypeParser(Object.values(transferFormats), (request, body, done) =>
    settle(request, done, () => {
      if (!streams(request)) throw unsupportedMediaType({ detail: 'Send application/json.' });
      refuseEncodings(request);
      // However long the client takes to send it, each piece is written in time.
      (request as TimedRequest).deadline?.extend(Infinity);
      return body;
    }),
  );
}

function settle(
  request: TimedRequest,
  done: (error: Error | null, body?: unknown) => void,
  read: () => unknown,
): void {
  // The client's time to send the body is bounded elsewhere (body-deadlines.ts).
  request.deadline?.restart();
  let body: unknown;
  try {
    body = read();
  } catch (error) {
    done(error as Error);
    return;
  }
  done(null, body);
}

function acceptsForm(request: FastifyRequest): boolean {
  return (request.routeOptions.config as { tokenEndpoint?: true }).tokenEndpoint === true;
}

function streams(request: FastifyRequest): boolean {
  return (request.routeOptions.config as { streamedBody?: true }).streamedBody === true;
}

/** Bodies are plain UTF-8: what is compressed or written otherwise would only look malformed. */
function refuseEncodings(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    throw unsupportedMediaType({ detail: 'Send the body without Content-Encoding.' });
  const type = request.headers['content-type'] ?? '';
  if (/charset\s*=/i.test(type) && !/charset\s*=\s*"?utf-8"?\s*(;|$)/i.test(type))
    throw unsupportedMediaType({ detail: 'Send the body in UTF-8.' });
}

/** @throws DomainError `malformed_body` when a parameter stands twice (RFC 6749, section 3.2) */
function readForm(bytes: Buffer): Readonly<Record<string, string>> | undefined {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw malformedBody({ detail: 'The body is not UTF-8.' });
  const form = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URLSearchParams(bytes.toString('utf8'))) {
    if (name in form)
      throw malformedBody({ detail: `The parameter "${name.slice(0, 100)}" stands twice in the form.` });
    form[name] = value;
  }
  return form;
}

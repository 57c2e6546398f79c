import { malformedBody, transferFormats, type Deadline } from '@keelson/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { readJsonBody } from './json-body.js';
import {
  formType,
  hasBody,
  jsonType,
  mediaTypeFault,
  mergePatchType,
  wrongMediaType,
} from './media-types.js';
import { isPercentEncoded } from './percent-encoding.js';

/** Bytes of a form: two credentials and a scope fit many times over. */
const largestForm = 16_384;

const withoutBody: ReadonlySet<string> = new Set(['GET', 'HEAD', 'TRACE']);

/** Why a body must turn out to be empty, where only reading it tells whether it is. */
const faults = new WeakMap<FastifyRequest, Error>();

/** A request with its deadline at hand: its body is read outside its context. */
export interface TimedRequest extends FastifyRequest {
  deadline?: Deadline;
}

/**
 * The media types that the API reads, and nothing else: JSON everywhere, merge patches (RFC 7396) for PATCH, forms where
 * a route asks for them (`@TokenEndpoint()`), and CSV and NDJSON as a stream where a route reads them as they come; the
 * reader of a stream bounds it. A body of no bytes is none, whatever its type.
 */
export function addBodyParsers(instance: FastifyInstance, bodyLimitBytes: number): void {
  instance.removeAllContentTypeParsers();
  instance.addHook('preParsing', (request, reply, payload, done) => {
    // Nobody reads the body of a request for nothing.
    if (request.is404) delete request.headers['content-type'];
    if (request.is404 || withoutBody.has(request.method)) return done(null, payload);
    const present = hasBody(request);
    const fault = present === false ? null : mediaTypeFault(request);
    // Without its type a body goes to the last of the parsers, and none to nobody.
    if (fault || present === false) delete request.headers['content-type'];
    if (fault && present) {
      // The client may go on to send it.
      reply.header('connection', 'close');
      return done(fault);
    }
    if (fault) faults.set(request, fault);
    done(null, payload);
  });
  const read = { parseAs: 'buffer', bodyLimit: bodyLimitBytes } as const;
  instance.addContentTypeParser([jsonType, mergePatchType], read, (request, bytes: Buffer, done) =>
    settle(request, done, () => readJsonBody(bytes)),
  );
  instance.addContentTypeParser(
    formType,
    { parseAs: 'buffer', bodyLimit: Math.min(bodyLimitBytes, largestForm) },
    (request, bytes: Buffer, done) => settle(request, done, () => readForm(bytes)),
  );
  instance.addContentTypeParser(Object.values(transferFormats), (request, body, done) => {
    // However long the client takes to send it, each piece is written in time.
    (request as TimedRequest).deadline?.extend(Infinity);
    done(null, body);
  });
  instance.addContentTypeParser('*', (request, body, done) => {
    if (request.is404) return done(null);
    expectEnd(body, (isEmpty) =>
      settle(request, done, () => {
        if (!isEmpty) throw faults.get(request) ?? wrongMediaType(request);
      }),
    );
  });
}

/** Reads no further than the first byte. */
function expectEnd(body: Readable, tell: (isEmpty: boolean) => void): void {
  const settled = (isEmpty: boolean) => () => {
    body.off('data', onData).off('end', onEnd).off('error', onError);
    body.pause();
    tell(isEmpty);
  };
  const [onData, onEnd, onError] = [settled(false), settled(true), settled(false)];
  body.on('data', onData).on('end', onEnd).on('error', onError);
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

/** @throws DomainError `malformed_body` when a parameter stands twice (RFC 6749, section 3.2) */
function readForm(bytes: Buffer): Readonly<Record<string, string>> | undefined {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw malformedBody({ detail: 'The body is not valid UTF-8.' });
  const text = bytes.toString('utf8');
  if (!isPercentEncoded(text))
    throw malformedBody({ detail: 'The form is not well-formed: percent-encode it in UTF-8.' });
  const form = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URLSearchParams(text)) {
    if (name in form)
      throw malformedBody({ detail: `The form has the parameter "${name.slice(0, 100)}" twice.` });
    form[name] = value;
  }
  return form;
}

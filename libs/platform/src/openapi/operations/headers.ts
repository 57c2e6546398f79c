import type { HeaderDocument, ParameterDocument, Reference } from '../document.js';

const text = (maxLength: number, pattern = '^[ -~]*$') =>
  ({ type: 'string', minLength: 1, maxLength, pattern }) as const;

/** `components.headers`: the headers that answers bear. */
export const headers = {
  'X-Request-Id': {
    description:
      'Identifies the request in logs and audit entries: the id you sent, if it is well-formed, otherwise a new one.',
    schema: { ...text(64, '^[A-Za-z0-9._-]+$'), examples: ['01890a5d-ac96-774b-bcce-b302099a8057'] },
  },
  RateLimit: {
    description: 'Remaining requests (r), and seconds until the limit is reset (t).',
    schema: { ...text(200), examples: ['"default";r=5990;t=42'] },
  },
  'RateLimit-Policy': {
    description: 'The limits that apply: requests (q) per window in seconds (w).',
    schema: { ...text(500), examples: ['"default";q=6000;w=60'] },
  },
  'Access-Control-Allow-Origin': {
    description: 'Present only if the operator of the installation allows other origins to read responses.',
    schema: text(500),
  },
  'Retry-After': {
    description: 'Seconds to wait before retrying.',
    schema: { type: 'integer', format: 'int32', minimum: 1, maximum: 86_400, examples: [30] },
  },
  ETag: {
    description:
      'The version of the row, for If-Match and If-None-Match; with include=, it is followed by a digest of the response.',
    schema: { ...text(100), examples: ['"3"'] },
  },
  Location: {
    description:
      'Path of the new row, or of the job that does the work; resolve it against the URL of the request (RFC 9110, section 10.2.2).',
    schema: { ...text(300), examples: ['/v1/orders/01890a5d-ac96-774b-bcce-b302099a8057'] },
  },
  Link: {
    description: 'Path of the next page (RFC 8288, rel="next"); absent on the last page.',
    schema: text(4_000),
  },
  'Idempotency-Replayed': {
    description: 'true if this is the stored response of an earlier request with the same key.',
    schema: { type: 'string', enum: ['true'] },
  },
  'WWW-Authenticate': {
    description: 'How to authenticate (RFC 6750).',
    schema: { ...text(200), examples: ['Bearer realm="api"'] },
  },
} as const satisfies Record<string, HeaderDocument>;

export type HeaderName = keyof typeof headers;

export function headersNamed(...names: readonly HeaderName[]): Record<string, Reference> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** `components.parameters`: the headers that requests may bear. */
export const requestHeaders = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Makes the request safe to retry: for 24 hours, a request with the same key and body returns the first response.',
    schema: text(255, '^[!-~]+$'),
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description:
      'An ETag from an earlier response: the write succeeds only if the row has not changed since; otherwise it gets 412.',
    schema: text(500),
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description:
      'An ETag from an earlier response: returns 304 without a body if the row has not changed since.',
    schema: text(500),
  },
} as const satisfies Record<string, ParameterDocument>;

export function requestHeader(name: keyof typeof requestHeaders): Reference {
  return { $ref: `#/components/parameters/${name}` };
}

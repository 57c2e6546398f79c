import type { HeaderDocument, ParameterDocument, Reference } from '../document.js';

const text = (maxLength: number, pattern = '^[ -~]*$') =>
  ({ type: 'string', minLength: 1, maxLength, pattern }) as const;

/** `components.headers`: the headers that answers bear. */
export const headers = {
  'X-Request-Id': {
    description:
      'Identifies the request in logs and audit entries. This is the id you sent if it was well-formed; otherwise a new one.',
    schema: { ...text(64, '^[A-Za-z0-9._-]+$'), examples: ['01890a5d-ac96-774b-bcce-b302099a8057'] },
  },
  RateLimit: {
    description: 'Remaining requests (`r`), and seconds until the limit resets (`t`).',
    schema: { ...text(200), examples: ['"default";r=5990;t=42'] },
  },
  'RateLimit-Policy': {
    description:
      'The limits that apply: the number of requests (`q`) allowed per window, and the length of the window in seconds (`w`).',
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
      'The version of the row, for `If-Match` and `If-None-Match`. With `include=`, a digest of the response follows the version.',
    schema: { ...text(100), examples: ['"3"'] },
  },
  Location: {
    description:
      'Path of the new row, or of the job that does the work; resolve it against the request URL (RFC 9110, section 10.2.2).',
    schema: { ...text(300), examples: ['/v1/orders/01890a5d-ac96-774b-bcce-b302099a8057'] },
  },
  Link: {
    description: 'Path of the next page (RFC 8288, rel="next"); absent on the last page.',
    schema: text(4_000),
  },
  'Idempotency-Replayed': {
    description: '`true` if this is the stored response to an earlier request with the same key.',
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
      'Makes the request safe to retry: for 24 hours, a repeated request with the same key and body returns the stored response to the first request.',
    schema: text(255, '^[!-~]+$'),
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description:
      'An ETag from an earlier response. The write succeeds only if the row has not changed since then; otherwise the server responds with 412.',
    schema: text(500),
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description:
      'An ETag from an earlier response. If the row has not changed since then, the server responds with 304 and no body.',
    schema: text(500),
  },
} as const satisfies Record<string, ParameterDocument>;

export function requestHeader(name: keyof typeof requestHeaders): Reference {
  return { $ref: `#/components/parameters/${name}` };
}

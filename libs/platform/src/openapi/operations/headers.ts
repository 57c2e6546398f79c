import type { HeaderDocument, ParameterDocument, Reference } from '../document.js';

const text = (maxLength: number, pattern = '^[ -~]*$') =>
  ({ type: 'string', minLength: 1, maxLength, pattern }) as const;

/** `components.headers`: the headers that answers bear. */
export const headers = {
  'X-Request-Id': {
    description:
      'Names the request in logs and audit entries: yours when it was well-formed, else a new one.',
    schema: { ...text(64, '^[A-Za-z0-9._-]+$'), examples: ['01890a5d-ac96-774b-bcce-b302099a8057'] },
  },
  RateLimit: {
    description: 'What is left of the budget (r), and seconds until it is full again (t).',
    schema: { ...text(200), examples: ['"default";r=5990;t=42'] },
  },
  'RateLimit-Policy': {
    description: 'The budgets that apply: requests (q) per window of w seconds.',
    schema: { ...text(500), examples: ['"default";q=6000;w=60'] },
  },
  'Access-Control-Allow-Origin': {
    description: 'Absent, unless the operator of the installation lets pages of other origins read answers.',
    schema: text(500),
  },
  'Retry-After': {
    description: 'Seconds until another try makes sense.',
    schema: { type: 'integer', format: 'int32', minimum: 1, maximum: 86_400, examples: [30] },
  },
  ETag: {
    description:
      'The version of the row, for If-Match and If-None-Match; with include=, a digest of the answer follows it.',
    schema: { ...text(100), examples: ['"3"'] },
  },
  Location: {
    description:
      'Where the new row is, or the job that does the work: a path of this server, to be resolved against the address that was asked (RFC 9110, section 10.2.2).',
    schema: { ...text(300), examples: ['/v1/orders/01890a5d-ac96-774b-bcce-b302099a8057'] },
  },
  Link: {
    description: 'The next page (RFC 8288, rel="next"), as a path of this server; absent on the last.',
    schema: text(4_000),
  },
  'Idempotency-Replayed': {
    description: 'True when this is the stored answer of an earlier request with the same key.',
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
      'Makes it safe to repeat the request: the same key and body get the first answer again, for 24 hours.',
    schema: text(255, '^[!-~]+$'),
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The ETag that was read: write only if the row has not changed since, else 412.',
    schema: text(500),
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'The ETag that was read: 304 without a body if the row has not changed since.',
    schema: text(500),
  },
} as const satisfies Record<string, ParameterDocument>;

export function requestHeader(name: keyof typeof requestHeaders): Reference {
  return { $ref: `#/components/parameters/${name}` };
}

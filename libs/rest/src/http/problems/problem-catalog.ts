import { definedErrors, internalError, kinds } from '@keelson/kernel';
import { STATUS_CODES } from 'node:http';

/** A kind of problem, as its page in the docs has it. */
export interface ProblemKind {
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

/** What HTTP itself can refuse, beside what features and kernel name. */
const ofHttp: readonly ProblemKind[] = [
  { code: internalError, status: 500, title: 'Internal error' },
  { code: 'bad_request', status: 400, title: 'The request could not be parsed' },
  { code: 'method_not_allowed', status: 405, title: 'Method not allowed' },
  { code: 'request_timeout', status: 408, title: 'The request took too long to arrive' },
  { code: 'uri_too_long', status: 414, title: 'The URL is too long' },
  { code: 'request_header_fields_too_large', status: 431, title: 'The headers are too large' },
];

const preferred: Readonly<Record<number, string>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  500: internalError,
  503: 'unavailable',
};

/** The code for a status that came without one, such as that of an `HttpException`. */
export function codeForStatus(status: number): string {
  return preferred[status] ?? statusCode(status) ?? (status >= 500 ? internalError : 'bad_request');
}

/** A kind of problem by its code: a named error, one of HTTP's own, or the plain name of a status. */
export function problemKind(code: string): ProblemKind | undefined {
  const defined = definedErrors().get(code);
  if (defined) return { code, status: kinds[defined.kind], title: defined.title };
  const own = ofHttp.find((kind) => kind.code === code);
  if (own) return own;
  const [status, title] =
    Object.entries(STATUS_CODES).find(([key]) => statusCode(Number(key)) === code) ?? [];
  return status && title ? { code, status: Number(status), title } : undefined;
}

/** Every kind that is worth a line in the list, by code. */
export function problemKinds(): readonly ProblemKind[] {
  return [
    ...[...definedErrors().values()].map(({ code, kind, title }) => ({ code, status: kinds[kind], title })),
    ...ofHttp,
  ].sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** `Gone` → `gone`; only of statuses that are refusals. */
function statusCode(status: number): string | undefined {
  return status >= 400
    ? STATUS_CODES[status]
        ?.toLowerCase()
        .replaceAll(/[^a-z]+/g, '_')
        .replace(/_$/, '')
    : undefined;
}

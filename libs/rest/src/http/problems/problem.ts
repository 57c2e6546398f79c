import { DomainError, internalError, kinds, type Violation } from '@keelson/kernel';
import { HttpException } from '@nestjs/common';
import { codeForStatus, problemKind } from './problem-catalog.js';
import { OAuthError } from './oauth-error.js';

/** What a failure is told as, before it is written out (RFC 9457). */
export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly errors?: readonly Violation[] | undefined;
  /** Seconds. */
  readonly retryAfter?: number | undefined;
}

/** Fastify's own errors that have a better name here than their status has. */
const fastifyErrors: Readonly<Record<string, { readonly code: string; readonly detail: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'body_too_large', detail: 'Send a smaller body.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'malformed_body',
    detail: 'The length of the body does not match Content-Length.',
  },
  FST_ERR_BAD_URL: { code: 'bad_request', detail: 'The path is not well-formed.' },
  FST_ERR_MAX_PARAM_LENGTH: { code: 'uri_too_long', detail: 'A segment of the path is too long.' },
};

/** The problem that an exception is told as. The text of what nobody expected stays here. */
export function problemOf(exception: unknown): Problem {
  if (exception instanceof DomainError) {
    const { detail, errors, retryAfter } = exception.details;
    return {
      code: exception.code,
      status: kinds[exception.kind],
      title: exception.title,
      detail,
      errors,
      retryAfter: retryAfter ?? (exception.kind === 'unavailable' ? 5 : undefined),
    };
  }
  const known = fastifyProblem(exception);
  if (known) return known;
  if (exception instanceof OAuthError)
    return named(codeForStatus(exception.status), exception.status, exception.description);
  if (exception instanceof HttpException) return ofHttpException(exception);
  return named(internalError, 500);
}

/** A problem by its code, with the title that the docs give it. */
export function named(code: string, status: number, detail?: string): Problem {
  return { code, status, title: problemKind(code)?.title ?? code, detail };
}

function fastifyProblem(exception: unknown): Problem | null {
  // Nest wraps Fastify's errors below 500 in an HttpException.
  const cause = exception instanceof HttpException ? exception.cause : exception;
  const fastifyCode = (cause as { code?: unknown } | null | undefined)?.code;
  const known = typeof fastifyCode === 'string' ? fastifyErrors[fastifyCode] : undefined;
  return known ? named(known.code, problemKind(known.code)?.status ?? 400, known.detail) : null;
}

function ofHttpException(exception: HttpException): Problem {
  const status = exception.getStatus();
  if (status >= 500 || status < 400) {
    const problem = named(codeForStatus(status), status >= 500 ? status : 500);
    return status === 503 ? { ...problem, retryAfter: 5 } : problem;
  }
  const answer = exception.getResponse();
  const message = typeof answer === 'string' ? answer : (answer as { message?: unknown }).message;
  if (status === 400 && Array.isArray(message))
    return {
      ...named('validation_failed', 400, 'The request is invalid; see errors.'),
      errors: message.slice(0, 50).map((one) => violation(String(one))),
    };
  return named(codeForStatus(status), status, typeof message === 'string' ? message : undefined);
}

/** A message of Nest's ValidationPipe, `lines.0.quantity must be …`, with the place as a JSON Pointer. */
function violation(message: string): Violation {
  const [, path, detail] = /^([A-Za-z_$][\w$]*(?:\.[\w$]+)*) (.+)$/s.exec(message) ?? [];
  return path && detail
    ? { pointer: `/${path.replaceAll('.', '/')}`, detail }
    : { pointer: '', detail: message };
}

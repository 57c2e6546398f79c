import { OAuthError, type OAuthErrorCode } from './oauth-error.js';
import type { Problem } from './problem.js';

/** What the token endpoint says of a failure that nobody put in OAuth's terms. */
export function oauthErrorOf(exception: unknown, problem: Problem): OAuthError {
  if (exception instanceof OAuthError) return exception;
  const { status, detail, title, retryAfter } = problem;
  const first = problem.errors?.[0];
  const where = first ? (first.pointer?.slice(1) ?? first.parameter ?? first.header ?? '') : '';
  const description = first ? `${where} ${first.detail}`.trim() : (detail ?? title);
  return new OAuthError(
    codeFor(status),
    description,
    status === 401 || status === 403 ? 400 : status,
    retryAfter,
  );
}

function codeFor(status: number): OAuthErrorCode {
  if (status === 401 || status === 403) return 'invalid_grant';
  if (status === 429 || status === 503) return 'temporarily_unavailable';
  return status >= 500 ? 'server_error' : 'invalid_request';
}

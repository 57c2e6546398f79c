import { applyDecorators, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes } from '@nestjs/swagger';

/** Error codes of the token endpoint (RFC 6749, section 5.2), and two of section 4.1.2.1 for what isn't the client's fault. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'temporarily_unavailable'
  | 'server_error';

/**
 * A refusal of the token endpoint, answered as `{ error, error_description }`. The description reaches the client and
 * must not tell whether a user exists.
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';

  constructor(
    readonly code: OAuthErrorCode,
    readonly description: string,
    readonly status = 400,
    /** Seconds until another try makes sense. */
    readonly retryAfter?: number,
  ) {
    super(description);
  }
}

const TOKEN_ENDPOINT = 'keelson:token-endpoint';

/** Marks the token endpoint: it takes forms beside JSON, and whatever goes wrong on it is told as RFC 6749 has it. */
export const TokenEndpoint = (): MethodDecorator =>
  applyDecorators(
    SetMetadata(TOKEN_ENDPOINT, true),
    RouteConfig({ tokenEndpoint: true }),
    ApiConsumes('application/x-www-form-urlencoded', 'application/json'),
  );

export function isTokenEndpoint(handler: object): boolean {
  return Reflect.hasMetadata(TOKEN_ENDPOINT, handler);
}

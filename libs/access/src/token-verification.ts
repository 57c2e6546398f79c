import { DomainError, unauthenticated } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import passport from 'passport';
import { ServerClock } from '@keelson/sql/ports';
import { apiKeyPrefix } from './api-key.js';
import { bearerToken, isToken } from './bearer-token.js';
import { clockTolerance, JwtStrategy, type Bearer } from './jwt.strategy.js';
import { KeyVerification } from './key-verification.js';
import { RevocationWatch } from './revocation-watch.js';
import { keysKeptMs, VerifiedTokens, type VerifiedToken } from './verified-tokens.js';

type Middleware = (
  request: { readonly headers: { readonly authorization: string } },
  response: object,
  next: (error?: Error) => void,
) => void;

/** A token as it was found to be, before it is remembered. */
type Found = Omit<VerifiedToken, 'verifiedAt'>;

/**
 * Verifies tokens and API keys that the cache does not know, once for all requests that bear the same one: tokens through
 * passport, keys by a look-up.
 */
@Injectable()
export class TokenVerification {
  private readonly underWay = new Map<string, Promise<VerifiedToken>>();

  constructor(
    private readonly strategy: JwtStrategy,
    private readonly keys: KeyVerification,
    private readonly clock: ServerClock,
    private readonly tokens: VerifiedTokens,
    private readonly watch: RevocationWatch,
  ) {}

  /**
   * The token or key that an `Authorization` header bears, and its caller.
   * @param address of the client
   * @throws DomainError `unauthenticated`; `rate_limited` for unknown keys; `unavailable` when the database can't be asked
   */
  bearerOf(authorization: string | undefined, address: string): Promise<VerifiedToken> {
    const token = bearerToken(authorization);
    if (authorization === undefined || token === null || !isToken(token))
      return Promise.reject(
        unauthenticated({
          detail:
            authorization === undefined
              ? 'Send an access token: "Authorization: Bearer <token>". Get one from POST /v1/auth/token.'
              : 'The Authorization header must be "Bearer <access token or API key>", with a single space.',
        }),
      );
    let verification = this.underWay.get(token);
    if (!verification) {
      verification = this.verify(token, authorization, address).finally(() => this.underWay.delete(token));
      this.underWay.set(token, verification);
    }
    return verification;
  }

  private async verify(token: string, authorization: string, address: string): Promise<VerifiedToken> {
    const { generation } = this.tokens;
    const verifiedAt = performance.now();
    const found = await (token.startsWith(apiKeyPrefix)
      ? this.findKey(token, address)
      : this.findToken(authorization));
    const verified = { ...found, verifiedAt };
    this.tokens.remember(token, verified, generation);
    this.watch.wake();
    return verified;
  }

  private async findToken(authorization: string): Promise<Found> {
    const { claims, caller } = await this.authenticate(authorization);
    return { caller, key: null, expiresAt: (claims.exp + clockTolerance) * 1_000 };
  }

  private async findKey(key: string, address: string): Promise<Found> {
    const { caller, expiresAt, terms } = await this.keys.verify(key, address);
    return { caller, key: terms, expiresAt: Math.min(expiresAt, this.clock.ms() + keysKeptMs) };
  }

  /**
   * The strategy itself, not its name: passport's registry is one for all applications of a process. Each time a copy:
   * passport copies what it finds by name, but writes this verification's callbacks onto an instance as it stands, so
   * that of two tokens under way one would be answered with the other's bearer.
   */
  private authenticate(authorization: string): Promise<Bearer> {
    return new Promise((resolve, reject) => {
      const middleware = passport.authenticate(
        Object.create(this.strategy) as JwtStrategy,
        { session: false },
        (error: unknown, bearer?: unknown, reason?: unknown) => {
          if (error) reject(error as Error);
          // passport-jwt calls a key that can't be had a failed authentication.
          else if (!bearer) reject(reason instanceof DomainError ? reason : refusal());
          else resolve(bearer as Bearer);
        },
      ) as Middleware;
      // Passport writes its methods onto what it is given; the request is not its business.
      middleware({ headers: { authorization } }, {}, (error) => reject(error ?? unauthenticated()));
    });
  }
}

/** What the bearer of a token is told that is none: all reasons are one case, but for a token that has expired. */
function refusal(): DomainError {
  return unauthenticated({
    detail: 'The access token is invalid or has been revoked. Sign in again with POST /v1/auth/token.',
  });
}

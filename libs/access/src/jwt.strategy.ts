import { unauthenticated, type Caller } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { KeyObject } from 'node:crypto';
import { callbackify } from 'node:util';
import { Strategy, type SecretOrKeyProvider } from 'passport-jwt';
import { ServerClock } from '@keelson/sql/ports';
import { AccessControl } from './access-control.js';
import { audiencesOf, readAccessClaims, readOperatorClaims, type OperatorClaims } from './access-claims.js';
import { AccessSettings } from './access.settings.js';
import { apiAudience, installationAudience } from './audiences.js';
import { bearerToken, isToken, keyIdOf } from './bearer-token.js';

/** Seconds by which two processes may differ in what they take the database's time for. */
export const clockTolerance = 5;

/** Who bears a verified token. */
export interface Bearer {
  readonly claims: OperatorClaims;
  readonly caller: Caller;
}

/**
 * passport-jwt for access tokens: ES256 and nothing else, issuer and audience checked (RFC 8725, sections 3.1, 3.8 and
 * 3.9), with a key object: a key in text would be parsed anew for every token. Tokens expire by the database's clock: by its
 * own, a process that is late would let expired ones in, and one that is early would refuse fresh ones.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    private readonly control: AccessControl,
    private readonly clock: ServerClock,
    { issuer }: AccessSettings,
  ) {
    super({
      jwtFromRequest: (request: { readonly headers: { readonly authorization?: string } }) => {
        const token = bearerToken(request.headers.authorization);
        return token !== null && isToken(token) ? token : null;
      },
      // The types know text and bytes only; jsonwebtoken takes key objects since its version 9.
      secretOrKeyProvider: callbackify((_request: unknown, token: string) =>
        this.keyFor(token),
      ) as unknown as SecretOrKeyProvider,
      algorithms: ['ES256'],
      issuer,
      audience: [apiAudience, installationAudience],
      // By the process's clock; see isExpired().
      ignoreExpiration: true,
    });
  }

  /**
   * Called by passport with the payload of a token whose signature, issuer and audience are right.
   * @throws DomainError `unauthenticated` when it has expired
   */
  async validate(payload: unknown): Promise<Bearer | false> {
    const claims = readAccessClaims(payload) ?? readOperatorClaims(payload);
    if (!claims) return false;
    if (this.isExpired(claims))
      throw unauthenticated({
        detail:
          'The access token has expired. Use the refresh token to get a new one from POST /v1/auth/token.',
      });
    return audiencesOf(payload).includes(installationAudience)
      ? this.operator(payload)
      : this.member(payload);
  }

  private isExpired({ exp }: OperatorClaims): boolean {
    return this.clock.ms() >= (exp + clockTolerance) * 1_000;
  }

  private async member(payload: unknown): Promise<Bearer | false> {
    const claims = readAccessClaims(payload);
    const caller = claims && (await this.control.authority.callerOf(claims));
    return claims && caller && !caller.isOperator ? { claims, caller } : false;
  }

  /** A token for both audiences is nobody's: each kind is issued for its own alone. */
  private async operator(payload: unknown): Promise<Bearer | false> {
    const claims = audiencesOf(payload).length === 1 ? readOperatorClaims(payload) : null;
    const caller = claims && (await this.control.authority.operatorOf(claims));
    return claims && caller?.isOperator && caller.organizationId === null ? { claims, caller } : false;
  }

  private async keyFor(token: string): Promise<KeyObject> {
    const kid = keyIdOf(token);
    const key = kid === null ? null : await this.control.authority.keyFor(kid);
    if (!key) throw new UnknownKeyError('The token was not signed with a key of this installation.');
    return key;
  }
}

/** The token names a key that isn't ours. */
export class UnknownKeyError extends Error {
  override readonly name = 'UnknownKeyError';
}

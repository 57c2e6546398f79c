import { AccessSettings, apiAudience, installationAudience, type OperatorClaims } from '@keelson/access';
import { newId, ServerClock } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import jwt from 'jsonwebtoken';
import { IdentitySettings } from './identity.settings.js';
import type { Session } from './session.entity.js';
import { SigningKeys } from './signing-keys.js';

/** Longest that an operator's token lives, in seconds. */
const operatorSeconds = 300;

/** Issues access tokens: short-lived JWTs signed with ES256, bound to one organization or to the installation. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly keys: SigningKeys,
    private readonly clock: ServerClock,
    private readonly settings: IdentitySettings,
    private readonly access: AccessSettings,
  ) {}

  /** Seconds that a new token lives. */
  get lifetime(): number {
    return this.settings.accessTokenSeconds;
  }

  /** Seconds that a token of this session lives. */
  lifetimeFor({ isOperators }: Session): number {
    return isOperators ? Math.min(operatorSeconds, this.lifetime) : this.lifetime;
  }

  async issue(session: Session): Promise<string> {
    const { privateKey, jwk } = await this.keys.current();
    const iat = Math.floor(this.clock.ms() / 1_000);
    const claims: OperatorClaims = {
      sub: session.userId,
      sid: session.id,
      jti: newId(),
      iat,
      exp: iat + this.lifetimeFor(session),
    };
    const bound = session.isOperators
      ? { aud: installationAudience }
      : { aud: apiAudience, org: session.boundTo };
    return jwt.sign({ iss: this.access.issuer, scope: session.scope, ...bound, ...claims }, privateKey, {
      algorithm: 'ES256',
      keyid: jwk.kid,
    });
  }
}

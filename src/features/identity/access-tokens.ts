import { ACCESS_OPTIONS, apiAudience, type AccessClaims, type AccessOptions } from '@keelson/platform';
import { Inject, Injectable } from '@nestjs/common';
import jwt from 'jsonwebtoken';
import { v7 as uuidv7 } from 'uuid';
import { IDENTITY_OPTIONS, type IdentityOptions } from './identity.options.js';
import type { Session } from './session.entity.js';
import { SigningKeys } from './signing-keys.js';

/** Issues access tokens: short-lived JWTs signed with ES256, bound to one organization. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly keys: SigningKeys,
    @Inject(IDENTITY_OPTIONS) private readonly options: IdentityOptions,
    @Inject(ACCESS_OPTIONS) accepted: AccessOptions,
  ) {
    if (options.issuer !== accepted.issuer)
      throw new Error(
        `IdentityModule issues tokens of the issuer "${options.issuer}", and AccessModule accepts "${accepted.issuer}": give both the same issuer.`,
      );
  }

  /** Seconds that a new token lives. */
  get lifetime(): number {
    return this.options.accessTokenSeconds;
  }

  async issue(session: Session): Promise<string> {
    const { privateKey, jwk } = await this.keys.current();
    const iat = Math.floor(Date.now() / 1_000);
    const claims: AccessClaims = {
      sub: session.userId,
      sid: session.id,
      org: session.boundTo,
      jti: uuidv7(),
      iat,
      exp: iat + this.lifetime,
    };
    const { issuer } = this.options;
    return jwt.sign(
      { iss: issuer, aud: apiAudience, scope: `organization:${session.boundTo}`, ...claims },
      privateKey,
      {
        algorithm: 'ES256',
        keyid: jwk.kid,
      },
    );
  }
}

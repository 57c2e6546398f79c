import type { Type } from '@nestjs/common';
import type { TokenAuthority } from './token-authority.js';

/** The `aud` of tokens that tenants' users call the API with (RFC 7519, section 4.1.3). */
export const apiAudience = 'keelson';

/** The `aud` of operators' tokens: another one, so that neither kind is ever taken for the other. */
export const installationAudience = 'keelson:installation';

/** What access needs to know. */
export interface AccessOptions {
  /** The `iss` that access tokens must bear. */
  readonly issuer: string;
  /** The `aud` that tokens of organizations must bear; {@link apiAudience} unless said otherwise. */
  readonly audience?: string;
  /** Who vouches for tokens, when no feature registers one with {@link AccessControl.useAuthority}. */
  readonly authority?: Type<TokenAuthority>;
}

export const ACCESS_OPTIONS = Symbol('keelson:access-options');

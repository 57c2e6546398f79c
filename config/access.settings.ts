import { IsOptional, Matches } from 'class-validator';
import { Setting } from './setting.js';
import { Rule, WholeNumber } from './setting-kinds.js';
import { isP256PrivateKey, readPem } from './signing-key.js';

/** How callers prove who they are, and for how long. */
export class AccessSettings {
  @Setting(
    {
      variable: 'AUTH_ISSUER',
      default: 'keelson',
      description: 'The `iss` claim of access tokens. Changing it invalidates every access token.',
    },
    { accepts: 'a value of 1 to 200 printable characters without spaces' },
    Matches(/^[\x21-\x7e]{1,200}$/),
  )
  issuer!: string;

  /** PEM with real line ends. Absent: the installation keeps a key of its own in its database. */
  @Setting(
    {
      variable: 'AUTH_SIGNING_KEY',
      secret: true,
      defaultNote: 'a key generated on first start and stored in the database',
      description:
        'Private key that signs access tokens (ES256), in PEM format. Line breaks may be written as \\n. Generate one with `openssl ecparam -name prime256v1 -genkey -noout`.',
    },
    { accepts: 'an unencrypted EC private key on the curve P-256, in PEM format', read: readPem },
    Rule('signingKey', isP256PrivateKey),
    IsOptional(),
  )
  signingKey?: string;

  @WholeNumber({
    variable: 'ACCESS_TOKEN_SECONDS',
    min: 30,
    max: 3600,
    default: '300',
    description: 'Lifetime of an access token, in seconds.',
  })
  accessTokenSeconds!: number;

  @WholeNumber({
    variable: 'REFRESH_TOKEN_SECONDS',
    min: 60,
    max: 31_536_000,
    default: '2592000',
    description:
      'Lifetime of an unused refresh token, in seconds. Must be greater than ACCESS_TOKEN_SECONDS.',
  })
  refreshTokenSeconds!: number;

  @WholeNumber({
    variable: 'PASSWORD_HASH_QUEUE',
    min: 1,
    max: 10_000,
    default: '64',
    description:
      'Maximum number of passwords waiting to be hashed. Once the maximum is reached, further sign-ins get 503 with Retry-After.',
  })
  passwordHashQueue!: number;
}

/** Cost of a password hash: argon2id (RFC 9106). */
export interface PasswordHashCost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** What identity needs to know; `config/` reads it from the environment. */
export interface IdentityOptions {
  /** The `iss` of access tokens; the one that AccessModule was given. */
  readonly issuer: string;
  readonly accessTokenSeconds: number;
  /** How long a session lives without being used. */
  readonly refreshTokenSeconds: number;
  /** Passwords that may wait to be hashed; past it 503. */
  readonly passwordHashQueue: number;
  /** PEM of the EC P-256 key that signs access tokens; null for one that is kept in the database. */
  readonly signingKeyPem: string | null;
  /** OWASP's choice unless said otherwise: 19 MiB, two passes, one lane. */
  readonly passwordHashCost?: PasswordHashCost;
  /** Least milliseconds of an accepted sign-up, so that its time tells nothing; 250 unless said otherwise. */
  readonly signUpFloorMs?: number;
}

export const IDENTITY_OPTIONS = Symbol('keelson:identity-options');

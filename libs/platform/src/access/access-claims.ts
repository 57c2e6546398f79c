/** What an access token says (RFC 7519), beside issuer and audience. Times are seconds since 1970. */
export interface AccessClaims {
  /** The user. */
  readonly sub: string;
  /** The session that the token was issued in. */
  readonly sid: string;
  /** The organization that the token is bound to. */
  readonly org: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Claims in the shape that this installation issues, or null: a signature alone does not make an access token. */
export function readAccessClaims(payload: unknown): AccessClaims | null {
  if (typeof payload !== 'object' || payload === null) return null;
  const { sub, sid, org, jti, iat, exp } = payload as Record<string, unknown>;
  if (!isUuid(sub) || !isUuid(sid) || !isUuid(org) || !isUuid(jti)) return null;
  return isSeconds(iat) && isSeconds(exp) ? { sub, sid, org, jti, iat, exp } : null;
}

function isUuid(value: unknown): value is string {
  return typeof value === 'string' && uuid.test(value);
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

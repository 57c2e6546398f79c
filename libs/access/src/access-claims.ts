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

/** What an operator's access token says: no organization. */
export type OperatorClaims = Omit<AccessClaims, 'org'>;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Claims in the shape that this installation issues, or null: a signature alone does not make an access token. */
export function readAccessClaims(payload: unknown): AccessClaims | null {
  const { org } = record(payload);
  const claims = readPersonal(payload);
  return claims && isCanonicalUuid(org) ? { ...claims, org } : null;
}

/** The same for the claims of an operator's token, which must name no organization. */
export function readOperatorClaims(payload: unknown): OperatorClaims | null {
  return 'org' in record(payload) ? null : readPersonal(payload);
}

/** Whom a token is meant for (RFC 7519, section 4.1.3), as a list. */
export function audiencesOf(payload: unknown): readonly unknown[] {
  return [record(payload)['aud']].flat();
}

function readPersonal(payload: unknown): OperatorClaims | null {
  const { sub, sid, jti, iat, exp } = record(payload);
  if (!isCanonicalUuid(sub) || !isCanonicalUuid(sid) || !isCanonicalUuid(jti)) return null;
  return isSeconds(iat) && isSeconds(exp) ? { sub, sid, jti, iat, exp } : null;
}

function record(payload: unknown): Readonly<Record<string, unknown>> {
  return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {};
}

/** As this installation writes ids: ids are compared as text. */
function isCanonicalUuid(value: unknown): value is string {
  return typeof value === 'string' && uuid.test(value);
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** Longest token that is looked at; ours have about 500 characters. */
const longestToken = 2_048;

/** The token syntax of RFC 6750, section 2.1, anchored: what surrounds it must not be ignored. */
const token68 = /^[A-Za-z0-9\-._~+/]+=*$/;

/**
 * The token of an `Authorization: Bearer …` header (RFC 6750, section 2.1), or null when there is none or it is
 * malformed. The header is the only place: a token in a query or a body ends up in logs.
 */
export function bearerToken(authorization: string | undefined): string | null {
  if (authorization === undefined || authorization.length > longestToken + 7) return null;
  if (!authorization.startsWith('Bearer ') && authorization.slice(0, 7).toLowerCase() !== 'bearer ')
    return null;
  return authorization.length > 7 ? authorization.slice(7) : null;
}

/** Whether a string has the form of a token at all. */
export function isToken(text: string): boolean {
  return token68.test(text);
}

/** The `kid` of a JWT's header, unverified: it only says which key to try. */
export function keyIdOf(jwt: string): string | null {
  const dot = jwt.indexOf('.');
  if (dot < 1 || dot > 400) return null;
  try {
    const header: unknown = JSON.parse(Buffer.from(jwt.slice(0, dot), 'base64url').toString('utf8'));
    const kid = typeof header === 'object' && header !== null ? (header as { kid?: unknown }).kid : null;
    return typeof kid === 'string' && kid.length <= 200 ? kid : null;
  } catch {
    return null;
  }
}

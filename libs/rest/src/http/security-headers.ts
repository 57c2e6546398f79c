/**
 * Headers of every answer of a JSON API (OWASP REST Security Cheat Sheet). A route may write its own over them, as the
 * docs do; caches keep nothing unless a route says so, since most answers belong to one caller.
 */
export function securityHeaders(publicUrl: string): readonly (readonly [name: string, value: string])[] {
  return [
    ['cache-control', 'no-store'],
    ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
    ['cross-origin-resource-policy', 'same-origin'],
    ['referrer-policy', 'no-referrer'],
    ['x-content-type-options', 'nosniff'],
    ['x-frame-options', 'DENY'],
    ...(publicUrl.startsWith('https:') ? ([['strict-transport-security', 'max-age=31536000']] as const) : []),
  ];
}

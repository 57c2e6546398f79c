/** `http://host` before the path: what a client sends to a proxy, and may send to a server (RFC 9112, section 3.2.2). */
const origin = /^https?:\/\/[^/?#]*/i;

/** The path and query of a request target. The host that an absolute one names is the client's word, and goes no further. */
export function originForm(target: string): string {
  if (target.startsWith('/') || target === '*') return target;
  const found = origin.exec(target)?.[0];
  if (found === undefined) return target;
  const rest = target.slice(found.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

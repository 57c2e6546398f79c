import type { IncomingMessage } from 'node:http';
import { isPercentEncoded } from './percent-encoding.js';
import { named, type Problem } from './problems/problem.js';

/** Longest request target, path and query together. */
const longestTarget = 8_192;

/** Headers of which two could be read as either, and their names as they are told. */
const single = ['Host', 'Authorization', 'Content-Type', 'Idempotency-Key'] as const;
const lengths: ReadonlySet<number> = new Set(single.map(({ length }) => length));

/** `uri-host [ ":" port ]` (RFC 9110, section 7.2); an empty one is valid. */
const host = /^(\[[0-9a-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(:\d{0,5})?$/i;

/** What is wrong with the head of a request, whichever route it is for. */
export function requestFault({
  url = '',
  headers,
  rawHeaders,
  httpVersion,
}: IncomingMessage): Problem | null {
  if (url.length > longestTarget)
    return named('uri_too_long', 414, `Use at most ${longestTarget} characters.`);
  if (!isWellFormed(url))
    return named('bad_request', 400, 'The URL is not well-formed: percent-encode it in UTF-8.');
  if (headers.host === undefined ? httpVersion === '1.1' : !host.test(headers.host))
    return named('bad_request', 400, 'Send one Host header with a host and an optional port.');
  const twice = repeated(rawHeaders);
  return twice === undefined ? null : named('bad_request', 400, `Send the header ${twice} only once.`);
}

/** ASCII without spaces (RFC 3986), and nothing percent-encoded that is no UTF-8. */
function isWellFormed(target: string): boolean {
  return !/[^!-~]/.test(target) && isPercentEncoded(target);
}

/** Node takes the first of two such headers, or joins them; a proxy before it may take the other (RFC 9112, section 3.2). */
function repeated(rawHeaders: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const header = rawHeaders[at] as string;
    if (!lengths.has(header.length)) continue;
    const name = single.find(
      (one) => one.length === header.length && one.toLowerCase() === header.toLowerCase(),
    );
    if (name === undefined) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}

import { clientNetwork } from '@keelson/access';

/** Longest description of a device, in code points. */
export const longestDevice = 200;

/** Where a request comes from, as far as its sender says. */
export interface Origin {
  /** What the client calls itself (`User-Agent`), in one line; null when it says nothing. */
  readonly device: string | null;
  /** The client's address, or the /64 of an IPv6 address. */
  readonly network: string;
}

interface IncomingRequest {
  readonly ip: string;
  readonly headers: { readonly 'user-agent'?: string | undefined };
}

export function originOf({ ip, headers }: IncomingRequest): Origin {
  return { device: readDevice(headers['user-agent'] ?? ''), network: clientNetwork(ip) };
}

/**
 * Text of a stranger that others will read: one line, without what turns the direction of writing or can't be seen
 * (Unicode's category C), and no longer than a line.
 */
function readDevice(text: string): string | null {
  const line = text
    .toWellFormed()
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  return line === '' ? null : [...line].slice(0, longestDevice).join('');
}

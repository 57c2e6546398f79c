import { isIP } from 'node:net';

/** Whose `X-Forwarded-*` headers are believed, as Fastify's `trustProxy` takes it: nobody's, the last n hops', or these networks'. */
export type TrustedProxies = false | number | string[];

const maxHops = 10;
// Fastify's own names for groups of networks.
const namedNetworks = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** Reads `false`, a number of hops, or a comma-separated list of networks. What is none of them comes out as a list that fails the rule. */
export function readTrustedProxies(text: string): TrustedProxies {
  if (text === 'false' || text === '0') return false;
  if (/^\d+$/.test(text)) return Number(text);
  return text.split(',').map((network) => network.trim());
}

/** True for what Fastify may be given without letting just anybody choose the address we see. */
export function areTrustedProxies(value: unknown): value is TrustedProxies {
  if (value === false) return true;
  if (typeof value === 'number') return Number.isInteger(value) && value >= 1 && value <= maxHops;
  return Array.isArray(value) && value.length > 0 && value.every(isNetwork);
}

function isNetwork(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (namedNetworks.has(value)) return true;
  const [address = '', prefix, ...rest] = value.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  // A prefix of 0 is everybody: the header of any client would be believed, and with it every limit per address.
  return /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= (family === 4 ? 32 : 128);
}

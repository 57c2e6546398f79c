import { BlockList, isIP } from 'node:net';

/** An address with the number of its bits that a network fixes. */
interface Network {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** Whether a text is an address or a network in CIDR notation (RFC 4632, RFC 4291) that {@link Networks} takes. */
export function isNetwork(text: string): boolean {
  return readNetwork(text) !== null;
}

/** Networks that a client's address may be in. */
export class Networks {
  private readonly list = new BlockList();
  /** The address that was found last: a client sends many requests from one. */
  private latest: string | null = null;

  /** @throws Error when one is none: {@link isNetwork} tells beforehand */
  constructor(networks: readonly string[]) {
    for (const text of networks) {
      const network = readNetwork(text);
      if (!network) throw new Error(`"${text}" is not a network in CIDR notation.`);
      this.list.addSubnet(network.address, network.bits, network.family);
    }
  }

  /** @param address of the client, also an IPv4 address in IPv6 notation, or one with a zone */
  include(address: string): boolean {
    if (address === this.latest) return true;
    const plain = address.split('%', 1)[0] ?? '';
    const family = isIP(plain);
    if (family === 0 || !this.list.check(plain, family === 4 ? 'ipv4' : 'ipv6')) return false;
    this.latest = address;
    return true;
  }
}

/**
 * Null also for a network of all addresses, which restricts nothing, and for one with bits set behind its prefix: most
 * often the prefix was meant to be longer.
 */
function readNetwork(text: string): Network | null {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || address.includes('%')) return null;
  // An IPv4 network belongs in its own notation: the mapped one is easily written with the wrong prefix.
  if (family === 6 && address.includes('.')) return null;
  const most = family === 4 ? 32 : 128;
  if (prefix !== undefined && !/^[1-9]\d{0,2}$/.test(prefix)) return null;
  const bits = prefix === undefined ? most : Number(prefix);
  if (bits > most || (valueOf(address, family) << BigInt(bits)) % (1n << BigInt(most)) !== 0n) return null;
  return { address, bits, family: family === 4 ? 'ipv4' : 'ipv6' };
}

/** An address as a number. */
function valueOf(address: string, family: number): bigint {
  if (family === 4) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head = '', tail] = address.split('::');
  const groups = (part: string | undefined) => (part ? part.split(':') : []);
  const [before, after] = [groups(head), groups(tail)];
  const zeros = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

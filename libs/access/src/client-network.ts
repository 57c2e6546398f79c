import { isIPv6 } from 'node:net';

/**
 * The network that an anonymous client is counted by: an IPv4 address, or the /64 of an IPv6 address, since whoever has
 * one address of a /64 has all of it (RFC 6177).
 */
export function clientNetwork(address: string): string {
  const bare = address.split('%')[0] ?? '';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare);
  if (mapped?.[1]) return mapped[1];
  return isIPv6(bare) ? `${firstGroups(bare).join(':')}::/64` : bare;
}

function firstGroups(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  // An IPv4 tail takes the room of two groups, both beyond the first four.
  const width = after.length + (after.at(-1)?.includes('.') ? 1 : 0);
  const groups = tail === undefined ? before : [...before, ...zeros(8 - before.length - width), ...after];
  return groups.slice(0, 4).map((group) => parseInt(group, 16).toString(16));
}

function zeros(count: number): string[] {
  return Array.from({ length: Math.max(0, count) }, () => '0');
}

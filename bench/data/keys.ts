import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Principal } from './principals.js';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The API key of a caller: the same in the bench and in the server, which hand each other nothing secret. */
export function keyOf({ sessionId }: Principal): string {
  const digest = createHash('sha512').update(sessionId).digest();
  const random = Array.from(digest.subarray(0, 33), (byte) => alphabet[byte % alphabet.length]).join('');
  let rest = crc32(`kls_${random}`);
  let checksum = '';
  for (let at = 0; at < 6; at += 1) {
    checksum = (alphabet[rest % alphabet.length] ?? '') + checksum;
    rest = Math.floor(rest / alphabet.length);
  }
  return `kls_${random}_${checksum}`;
}

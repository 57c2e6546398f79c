import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What every API key begins with: how the guard and scanners for leaked secrets know one. */
export const apiKeyPrefix = 'kls_';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 33 characters of base62 are 196 random bits; 160 remain unknown to those who see the shown ones. */
const randomLength = 33;
const shownLength = 6;
const checksumLength = 6;
const form = new RegExp(`^${apiKeyPrefix}[0-9A-Za-z]{${randomLength}}_[0-9A-Za-z]{${checksumLength}}$`);

/** A key as it is shown once, and what is kept of it. */
export interface NewApiKey {
  readonly key: string;
  /** SHA-256 in hex. The key is random, so a slow hash would protect nothing more. */
  readonly digest: string;
  /** The first characters, by which people tell keys apart. */
  readonly shown: string;
}

/** Makes a key: `kls_<33 random characters>_<checksum>`. */
export function newApiKey(): NewApiKey {
  const random = Array.from({ length: randomLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  const stem = apiKeyPrefix + random;
  const key = `${stem}_${checksumOf(stem)}`;
  return { key, digest: digestOf(key), shown: key.slice(0, apiKeyPrefix.length + shownLength) };
}

/**
 * The digest by which a key is stored; null for a text that is no key, which a look at its checksum tells without the
 * database: a typing error, a cut, the wrong case.
 */
export function digestOfApiKey(text: string): string | null {
  if (!form.test(text)) return null;
  const stem = text.slice(0, -checksumLength - 1);
  return text.endsWith(`_${checksumOf(stem)}`) ? digestOf(text) : null;
}

/** CRC-32 in base62, as GitHub's tokens have it: a scanner knows a true key from a text that looks like one, offline. */
function checksumOf(stem: string): string {
  let rest = crc32(stem);
  let digits = '';
  for (let at = 0; at < checksumLength; at += 1) {
    digits = (alphabet[rest % alphabet.length] ?? '') + digits;
    rest = Math.floor(rest / alphabet.length);
  }
  return digits;
}

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

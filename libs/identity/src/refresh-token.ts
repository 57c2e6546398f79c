import { createHash, createHmac, randomBytes } from 'node:crypto';

/** So that scanners for leaked secrets can know one. */
const prefix = 'krt_';
const partBytes = 32;
const form = /^krt_[A-Za-z0-9_-]{86}$/;

/**
 * An opaque refresh token: the family that all tokens of a session share, and a secret that changes with each use. Both
 * are 256 random bits and are stored as digests only.
 */
export interface RefreshToken {
  readonly family: Buffer;
  readonly secret: Buffer;
}

export function newRefreshToken(): RefreshToken {
  return { family: randomBytes(partBytes), secret: randomBytes(partBytes) };
}

/** Null for what can't be one. */
export function readRefreshToken(text: string): RefreshToken | null {
  if (!form.test(text)) return null;
  const bytes = Buffer.from(text.slice(prefix.length), 'base64url');
  return { family: bytes.subarray(0, partBytes), secret: bytes.subarray(partBytes) };
}

export function writeRefreshToken({ family, secret }: RefreshToken): string {
  return prefix + Buffer.concat([family, secret]).toString('base64url');
}

/** What is stored of a part: SHA-256 in hex. The parts are random, so a slow hash would protect nothing more. */
export function digestOf(part: Buffer): string {
  return createHash('sha256').update(part).digest('hex');
}

export function newNonce(): string {
  return randomBytes(partBytes).toString('hex');
}

/**
 * The secret that follows `secret`. It takes the old secret, which only clients have, and the nonce, which only the
 * database has: a client that lost an answer can be given the same token again, and neither side can foresee it alone.
 */
export function successorOf(secret: Buffer, nonce: string): Buffer {
  return createHmac('sha256', secret).update(nonce, 'hex').digest();
}

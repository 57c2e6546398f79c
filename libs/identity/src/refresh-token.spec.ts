import { describe, expect, it } from 'vitest';
import {
  digestOf,
  newNonce,
  newRefreshToken,
  readRefreshToken,
  successorOf,
  writeRefreshToken,
} from './refresh-token.js';

describe('refresh tokens', () => {
  it('are read as they were written', () => {
    const token = newRefreshToken();
    const text = writeRefreshToken(token);
    expect(text).toMatch(/^krt_[A-Za-z0-9_-]{86}$/);
    expect(readRefreshToken(text)).toEqual(token);
    expect(writeRefreshToken(newRefreshToken())).not.toBe(text);
  });

  it.each([
    '',
    'krt_',
    'krt_abc',
    `krt_${'a'.repeat(85)}`,
    `krt_${'a'.repeat(87)}`,
    `xrt_${'a'.repeat(86)}`,
    `krt_${'+'.repeat(86)}`,
  ])('are not "%s"', (text) => {
    expect(readRefreshToken(text)).toBeNull();
  });

  it('have one successor for each nonce', () => {
    const { secret } = newRefreshToken();
    const nonce = newNonce();
    expect(successorOf(secret, nonce)).toEqual(successorOf(secret, nonce));
    expect(successorOf(secret, nonce)).toHaveLength(32);
    expect(successorOf(secret, newNonce())).not.toEqual(successorOf(secret, nonce));
    expect(successorOf(newRefreshToken().secret, nonce)).not.toEqual(successorOf(secret, nonce));
  });

  it('are stored as SHA-256', () => {
    expect(digestOf(Buffer.from('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});

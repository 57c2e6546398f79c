import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyPairOf, newPrivateKeyPem } from './key-pair.js';

const pem = (key: KeyObject) => String(key.export({ type: 'pkcs8', format: 'pem' }));

describe('keyPairOf', () => {
  it('publishes the public half only, under the same name each time', () => {
    const text = newPrivateKeyPem();
    const { jwk, publicKey } = keyPairOf(text);
    expect(Object.keys(jwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    expect(publicKey.type).toBe('public');
    expect(keyPairOf(text).jwk).toEqual(jwk);
    expect(keyPairOf(newPrivateKeyPem()).jwk.kid).not.toBe(jwk.kid);
  });

  it('names a key by its thumbprint (RFC 7638)', () => {
    expect(keyPairOf(newPrivateKeyPem()).jwk.kid).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it.each<readonly [string, () => string]>([
    ['another curve', () => pem(generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey)],
    ['RSA', () => pem(generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey)],
    ['no key', () => 'not a key'],
  ])('refuses %s without quoting it', (_what, make) => {
    const text = make();
    const body = text.split('\n')[1] ?? text;
    expect(() => keyPairOf(text)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(body) as string }) as Error,
    );
  });
});

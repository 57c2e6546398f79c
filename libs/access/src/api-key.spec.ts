import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digestOfApiKey, newApiKey } from './api-key.js';

describe('An API key', () => {
  it('has a form that secret scanners know, and never the same characters', () => {
    const keys = Array.from({ length: 200 }, () => newApiKey());
    for (const { key, shown } of keys) {
      expect(key).toMatch(/^kls_[0-9A-Za-z]{33}_[0-9A-Za-z]{6}$/);
      expect(shown).toBe(key.slice(0, 10));
    }
    expect(new Set(keys.map(({ shown }) => shown)).size).toBeGreaterThan(190);
  });

  it('is stored as SHA-256 and found by it', () => {
    const { key, digest } = newApiKey();
    expect(digest).toBe(createHash('sha256').update(key).digest('hex'));
    expect(digestOfApiKey(key)).toBe(digest);
  });

  it('has the checksum of its other characters: a value that was computed elsewhere', () => {
    // By binascii.crc32 of Python's library, in base62.
    expect(digestOfApiKey(`kls_${'a'.repeat(33)}_08ibzw`)).toMatch(/^[0-9a-f]{64}$/);
    expect(digestOfApiKey(`kls_${'b'.repeat(33)}_08ibzw`)).toBeNull();
  });

  it.each<[string, (key: string) => string]>([
    ['another character', (key) => key.replace(/^kls_./, (head) => (head === 'kls_0' ? 'kls_1' : 'kls_0'))],
    ['the wrong case', (key) => key.toUpperCase()],
    ['a space before it', (key) => ` ${key}`],
    ['a line end behind it', (key) => `${key}\n`],
    ['its last character cut off', (key) => key.slice(0, -1)],
    ['something behind it', (key) => `${key}0`],
    ['a megabyte', (key) => key.repeat(25_000)],
    ['nothing but the prefix', () => 'kls_'],
  ])('is none with %s', (_what, change) => {
    expect(digestOfApiKey(change(newApiKey().key))).toBeNull();
  });
});

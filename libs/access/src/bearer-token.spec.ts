import { describe, expect, it } from 'vitest';
import { bearerToken, isToken, keyIdOf } from './bearer-token.js';

describe('bearerToken', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER abc', 'abc'],
    ['Basic abc', null],
    ['Bearer', null],
    ['Bearer ', null],
    ['abc', null],
    ['', null],
    [undefined, null],
    [`Bearer ${'a'.repeat(2_048)}`, 'a'.repeat(2_048)],
    [`Bearer ${'a'.repeat(2_049)}`, null],
  ])('%s', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });
});

describe('isToken', () => {
  it.each(['a b', ' a', 'a ', 'a,b', 'ä', '', 'a=b', 'a\n'])('refuses "%s"', (text) => {
    expect(isToken(text)).toBe(false);
  });

  it.each(['a.b.c', 'a-b_c', 'a~+/==', 'A9'])('takes "%s"', (text) => {
    expect(isToken(text)).toBe(true);
  });
});

describe('keyIdOf', () => {
  const jwt = (header: unknown) => `${Buffer.from(JSON.stringify(header)).toString('base64url')}.e30.c2ln`;

  it('reads the key id of the header', () => {
    expect(keyIdOf(jwt({ alg: 'ES256', kid: 'k1' }))).toBe('k1');
  });

  it.each([
    '',
    'a',
    '.a.b',
    'bm90IGpzb24.a.b',
    jwt(null),
    jwt([]),
    jwt({}),
    jwt({ kid: 1 }),
    jwt({ kid: 'k'.repeat(201) }),
  ])('finds none in "%s"', (text) => {
    expect(keyIdOf(text)).toBeNull();
  });
});

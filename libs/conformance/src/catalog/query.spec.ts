import { describe, expect, it } from 'vitest';
import { withoutParameter, withQuery } from './query.js';

describe('withQuery', () => {
  it.each([
    ['/v1/boats', 'limit=1', '/v1/boats?limit=1'],
    ['/v1/boats', '', '/v1/boats'],
    ['/v1/boats?month=2031-05', '', '/v1/boats?month=2031-05'],
    ['/v1/boats?month=2031-05', 'limit=1&count=true', '/v1/boats?month=2031-05&limit=1&count=true'],
    ['/v1/boats?from=a&to=b', 'to=1&to=2', '/v1/boats?from=a&to=1&to=2'],
    ['/v1/boats?a%5Bb%5D=1', 'a[b]=2', '/v1/boats?a[b]=2'],
  ])('%s with %s is %s', (address, query, expected) => {
    expect(withQuery(address, query)).toBe(expected);
  });
});

describe('withoutParameter', () => {
  it.each([
    ['/v1/boats?from=a&to=b', 'from', '/v1/boats?to=b'],
    ['/v1/boats?from=a', 'from', '/v1/boats'],
    ['/v1/boats', 'from', '/v1/boats'],
  ])('%s without %s is %s', (address, name, expected) => {
    expect(withoutParameter(address, name)).toBe(expected);
  });
});

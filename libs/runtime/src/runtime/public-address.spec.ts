import { describe, expect, it } from 'vitest';
import { originForm } from '../../../rest/src/http/request-target.js';
import { publicAddress, publicPath } from './public-address.js';

describe('addresses that leave', () => {
  it.each([
    ['https://api.example.com', '/v1/me'],
    ['http://[::1]:3000', '/v1/me'],
    ['https://example.com/api', '/api/v1/me'],
    ['https://example.com/a/b', '/a/b/v1/me'],
  ])('stand below %s', (publicUrl, path) => {
    expect(publicPath({ publicUrl }, '/v1/me')).toBe(path);
    expect(publicAddress({ publicUrl }, '/v1/me')).toBe(`${publicUrl}/v1/me`);
    // Whatever name of the server a client has asked, it resolves the one to the other.
    expect(new URL(path, publicUrl).href).toBe(`${publicUrl}/v1/me`);
    expect(publicAddress({ publicUrl })).toBe(publicUrl);
  });
});

describe('a request target', () => {
  it.each([
    ['/v1/me?a=http://x', '/v1/me?a=http://x'],
    ['//evil.example/v1', '//evil.example/v1'],
    ['http://evil.example/v1/me?q=1', '/v1/me?q=1'],
    ['HTTPS://user@evil.example:8443/v1', '/v1'],
    ['http://evil.example', '/'],
    ['http://evil.example?q=1', '/?q=1'],
    ['*', '*'],
    ['ftp://evil.example/v1', 'ftp://evil.example/v1'],
  ])('%s is for %s', (target, path) => {
    expect(originForm(target)).toBe(path);
  });
});

import { describe, expect, it } from 'vitest';
import { readTokenRequest } from './token-request.js';

const organization = '01912345-6789-7abc-8def-000000000001';
const password = { grant_type: 'password', username: 'ada@example.com', password: 'x' };

describe('readTokenRequest', () => {
  it('reads a password, and the organization when one is named', () => {
    expect(readTokenRequest(password)).toEqual({
      grant: 'password',
      email: 'ada@example.com',
      password: 'x',
      scope: null,
      deviceToken: null,
    });
    expect(readTokenRequest({ ...password, device_token: 'kdv_x' })).toMatchObject({ deviceToken: 'kdv_x' });
    expect(
      readTokenRequest({ ...password, scope: `organization:${organization.toUpperCase()}` }),
    ).toMatchObject({
      scope: { kind: 'organization', organizationId: organization },
    });
  });

  it('reads the scope of operators, which no organization may be called by its stored id', () => {
    const nil = '00000000-0000-0000-0000-000000000000';
    expect(readTokenRequest({ ...password, scope: 'installation' })).toMatchObject({
      scope: { kind: 'installation' },
    });
    expect(() => readTokenRequest({ ...password, scope: `organization:${nil}` })).toThrow(
      expect.objectContaining({ code: 'invalid_scope' }) as Error,
    );
  });

  it('reads a refresh token', () => {
    expect(readTokenRequest({ grant_type: 'refresh_token', refresh_token: 't' })).toEqual({
      grant: 'refresh_token',
      refreshToken: 't',
      scope: null,
    });
  });

  it('reads a password of the greatest length', () => {
    const longest = 'x'.repeat(1_024);
    expect(readTokenRequest({ ...password, password: longest })).toMatchObject({ password: longest });
  });

  it('ignores what it does not know, and an empty value', () => {
    expect(readTokenRequest({ ...password, client_id: 'app', scope: '' })).toMatchObject({
      scope: null,
    });
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'invalid_request'],
    ['null', null, 'invalid_request'],
    ['text', 'grant_type=password', 'invalid_request'],
    ['a list', [], 'invalid_request'],
    ['no grant type', {}, 'invalid_request'],
    ['another grant type', { grant_type: 'client_credentials' }, 'unsupported_grant_type'],
    ['an inherited grant type', Object.create({ grant_type: 'password' }), 'invalid_request'],
    ['no password', { ...password, password: undefined }, 'invalid_request'],
    ['an empty password', { ...password, password: '' }, 'invalid_request'],
    ['a repeated parameter', { ...password, username: ['a', 'b'] }, 'invalid_request'],
    ['an object as a password', { ...password, password: { $ne: '' } }, 'invalid_request'],
    ['a very long password', { ...password, password: 'x'.repeat(1_025) }, 'invalid_request'],
    ['U+0000', { ...password, username: 'a\0b' }, 'invalid_request'],
    ['half a surrogate pair', { ...password, password: '\ud83d' }, 'invalid_request'],
    ['no refresh token', { grant_type: 'refresh_token' }, 'invalid_request'],
    ['another scope', { ...password, scope: 'admin' }, 'invalid_scope'],
    [
      'two scopes',
      { ...password, scope: `organization:${organization} organization:${organization}` },
      'invalid_scope',
    ],
    ['an organization that is no id', { ...password, scope: 'organization:mine' }, 'invalid_scope'],
  ])('refuses %s', (_what, body, code) => {
    expect(() => readTokenRequest(body)).toThrow(expect.objectContaining({ code }) as Error);
  });
});

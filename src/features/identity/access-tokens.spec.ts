import { ServerClock, type AccessOptions } from '@keelson/platform';
import { expect, it } from 'vitest';
import { AccessTokens } from './access-tokens.js';
import type { IdentityOptions } from './identity.options.js';
import type { SigningKeys } from './signing-keys.js';

it('Tokens are not issued in a name that the guard does not accept', () => {
  const make = (issuer: string) => () =>
    new AccessTokens(
      {} as SigningKeys,
      new ServerClock(),
      { issuer: 'https://id.example.com' } as IdentityOptions,
      { issuer } as AccessOptions,
    );
  expect(make('https://id.example.com')).not.toThrow();
  expect(make('https://id.example.com/')).toThrow('set the same issuer for both');
});

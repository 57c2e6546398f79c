import { OAuthError } from '@keelson/rest';

/** One answer for an unknown user, a wrong password and a token that is over: which of them it was is nobody's business. */
export function wrongCredentials(): OAuthError {
  return new OAuthError(
    'invalid_grant',
    'The email address, the password or the refresh token is incorrect.',
  );
}

import { installationScope, type OwnScope, scopeOf } from '@keelson/kernel';
import { OAuthError } from '@keelson/rest';
import { readScope } from '@keelson/sql';

/** A sign-in by password (RFC 6749, section 4.3.2). `scope` is null when the client does not say. */
export interface PasswordGrant {
  readonly grant: 'password';
  readonly email: string;
  readonly password: string;
  readonly scope: OwnScope | null;
  /** Of a sign-in before, from the same device. */
  readonly deviceToken: string | null;
}

/** RFC 6749, section 6. */
export interface RefreshGrant {
  readonly grant: 'refresh_token';
  readonly refreshToken: string;
  readonly scope: OwnScope | null;
}

/** What a client asks the token endpoint for. */
export type TokenRequest = PasswordGrant | RefreshGrant;

/** Longest value that is looked at, in UTF-16 units. */
const longestValue = 1_024;
const organizationScope = /^organization:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/**
 * Reads a form or a JSON object. Unknown members are ignored, an empty value is as good as none, and a repeated one is
 * an error (RFC 6749, section 3.2).
 * @throws OAuthError `invalid_request`, `unsupported_grant_type`, `invalid_scope`
 */
export function readTokenRequest(body: unknown): TokenRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new OAuthError('invalid_request', 'Send grant_type and its parameters as a form or a JSON object.');
  const value = (name: string) => valueOf(body as Readonly<Record<string, unknown>>, name);
  const required = (name: string) => {
    const given = value(name);
    if (given === null) throw new OAuthError('invalid_request', `The parameter ${name} is missing.`);
    return given;
  };
  switch (required('grant_type')) {
    case 'password':
      return {
        grant: 'password',
        email: required('username'),
        password: required('password'),
        scope: scopeNamed(value('scope')),
        deviceToken: value('device_token'),
      };
    case 'refresh_token':
      return {
        grant: 'refresh_token',
        refreshToken: required('refresh_token'),
        scope: scopeNamed(value('scope')),
      };
    default:
      throw new OAuthError('unsupported_grant_type', 'grant_type must be password or refresh_token.');
  }
}

function valueOf(body: Readonly<Record<string, unknown>>, name: string): string | null {
  const given = Object.hasOwn(body, name) ? body[name] : undefined;
  if (given === undefined || given === null || given === '') return null;
  if (typeof given !== 'string')
    throw new OAuthError('invalid_request', `The parameter ${name} must be a single string.`);
  if (given.length > longestValue || !given.isWellFormed() || given.includes('\0'))
    throw new OAuthError(
      'invalid_request',
      `The parameter ${name} is longer than ${longestValue} characters or malformed.`,
    );
  return given;
}

function scopeNamed(scope: string | null): OwnScope | null {
  if (scope === null) return null;
  if (scope === 'installation') return installationScope;
  const id = organizationScope.exec(scope)?.[1]?.toLowerCase();
  if (!id || readScope(id).kind === 'installation')
    throw new OAuthError(
      'invalid_scope',
      'scope must be organization:<id>, with the id of one organization, or installation for operators.',
    );
  return scopeOf(id);
}

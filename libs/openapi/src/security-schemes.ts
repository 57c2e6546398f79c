import { type Located, publicAddress } from '@keelson/runtime/ports';

/** How a client proves who it is. Both schemes carry the same short-lived tokens; the first also gets them. */
export function securitySchemes(http: Located): Record<string, Record<string, unknown>> {
  const token = publicAddress(http, '/v1/auth/token');
  return {
    oauth2: {
      type: 'oauth2',
      description:
        'Sign in with an email address and password. Access tokens are JWTs signed with ES256 (see RFC8725). They expire within minutes; use the refresh token to get a new one.',
      flows: {
        password: {
          tokenUrl: token,
          refreshUrl: token,
          scopes: { installation: 'Sign in as an installation operator, for operator routes.' },
        },
      },
    },
    bearer: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description:
        'An access token from the token endpoint (a JWT, see RFC8725), or an API key from POST /v1/api-keys (`kls_…`).',
    },
  };
}

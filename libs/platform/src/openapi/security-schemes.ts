import type { PlatformOptions } from '../platform-options.js';
import { publicAddress } from '../http/public-address.js';

/** How a client proves who it is. Both schemes carry the same short-lived tokens; the first also gets them. */
export function securitySchemes(http: PlatformOptions['http']): Record<string, Record<string, unknown>> {
  const token = publicAddress(http, '/v1/auth/token');
  return {
    oauth2: {
      type: 'oauth2',
      description:
        'Sign in with e-mail address and password. Access tokens are JWTs signed with ES256, handled as RFC8725 recommends; they live for minutes, and a refresh token gets the next one.',
      flows: {
        password: {
          tokenUrl: token,
          refreshUrl: token,
          scopes: { installation: 'As an operator of the installation, for the routes of operators.' },
        },
      },
    },
    bearer: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'An access token from the token endpoint; a JWT, handled as RFC8725 recommends.',
    },
  };
}

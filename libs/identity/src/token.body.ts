import { Integer, OneOf, Text } from '@keelson/kernel';

/** The parameters of the token endpoint, as the documents show them; `readTokenRequest` reads them. */
export class TokenParameters {
  @OneOf(['password', 'refresh_token'], { description: 'The grant type (RFC 6749).' })
  grant_type!: string;

  @Text({
    max: 1_024,
    optional: true,
    description: 'Email address. Required for the grant type `password`.',
    example: 'ada@example.com',
  })
  username!: string | null;

  @Text({
    max: 1_024,
    optional: true,
    classified: 'secret',
    description: 'Required for the grant type `password`.',
    example: 'correct horse battery staple',
  })
  password!: string | null;

  @Text({
    max: 1_024,
    optional: true,
    classified: 'secret',
    description: 'Required for the grant type `refresh_token`.',
  })
  refresh_token!: string | null;

  @Text({
    max: 1_024,
    optional: true,
    classified: 'secret',
    description:
      'With the grant type `password`: the `device_token` from an earlier sign-in on the same device. With it, failed attempts from elsewhere do not delay this one.',
  })
  device_token!: string | null;

  @Text({
    max: 1_024,
    optional: true,
    pattern: /^(organization:[0-9a-f-]{36}|installation)$/,
    message: 'must be organization:<id> or installation',
    description:
      '`organization:<id>` binds the token to that organization. By default, the grant type `password` binds it to your first organization, and `refresh_token` keeps the previous scope. With the grant type `password`, `installation` returns a token that is valid only for operator routes.',
  })
  scope!: string | null;
}

/** RFC 6749, section 5.1. */
export class TokenAnswer {
  @Text({
    max: 2_048,
    classified: 'secret',
    description: 'The access token. Send it as `Authorization: Bearer <access_token>`.',
  })
  access_token!: string;

  @OneOf(['Bearer'])
  token_type!: string;

  @Integer({ min: 1, description: 'Lifetime of the access token, in seconds.', example: 300 })
  expires_in!: number;

  @Text({
    max: 100,
    classified: 'secret',
    description:
      'Can be used once: each exchange returns a new refresh token. Reusing an old one more than 30 seconds later ends the session.',
  })
  refresh_token!: string;

  @Text({
    max: 100,
    optional: true,
    classified: 'secret',
    description:
      'Returned only for the grant type `password`. Keep it on the device, even after signing out, and send it with the next sign-in. It does not grant access by itself.',
  })
  device_token?: string | null;

  @Text({ max: 60, description: 'What the access token is bound to: `organization:<id>` or `installation`.' })
  scope!: string;
}

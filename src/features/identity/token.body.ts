import { Integer, OneOf, Text } from '@keelson/kernel';

/** The parameters of the token endpoint, as the documents show them; `readTokenRequest` reads them. */
export class TokenParameters {
  @OneOf(['password', 'refresh_token'], { description: 'How you prove who you are.' })
  grant_type!: string;

  @Text({
    max: 1_024,
    optional: true,
    description: 'With password: the e-mail address.',
    example: 'ada@example.com',
  })
  username!: string | null;

  @Text({
    max: 1_024,
    optional: true,
    classified: 'secret',
    description: 'With password.',
    example: 'correct horse battery staple',
  })
  password!: string | null;

  @Text({ max: 1_024, optional: true, classified: 'secret', description: 'With refresh_token.' })
  refresh_token!: string | null;

  @Text({
    max: 1_024,
    optional: true,
    pattern: /^(organization:[0-9a-f-]{36}|installation)$/,
    message: 'must be organization:<id> or installation',
    description:
      'organization:<id>, the organization that the token is to be bound to. Left out: your first one, or with refresh_token the same as before. installation, with password: a token for the routes of operators, and for nothing else.',
  })
  scope!: string | null;
}

/** RFC 6749, section 5.1. */
export class TokenAnswer {
  @Text({
    max: 2_048,
    classified: 'secret',
    description: 'Send it as "Authorization: Bearer <access_token>".',
  })
  access_token!: string;

  @OneOf(['Bearer'])
  token_type!: string;

  @Integer({ min: 1, description: 'Seconds that the access token lives.', example: 300 })
  expires_in!: number;

  @Text({
    max: 100,
    classified: 'secret',
    description: 'Good for one use: each exchange gives the next one. Using an old one ends the session.',
  })
  refresh_token!: string;

  @Text({ max: 60, description: 'What the access token is bound to: organization:<id>, or installation.' })
  scope!: string;
}

import { Email, oneLine, Text } from '@keelson/kernel';
import { longestPassword, shortestPassword } from './password-policy.js';

/** What a person says to get an account. */
export class SignUp {
  @Email({ description: 'Email address, also used to sign in.' })
  email!: string;

  @Text({
    min: shortestPassword,
    max: longestPassword,
    classified: 'secret',
    description:
      'May contain any characters. Must not be a common password, a sequence, a repetition, or your name or email address.',
    example: 'correct horse battery staple',
  })
  password!: string;

  @Text({
    max: 120,
    ...oneLine,
    classified: 'personal',
    description: 'Your name.',
    example: 'Ada Lovelace',
  })
  name!: string;

  @Text({
    max: 120,
    ...oneLine,
    description: 'Name of the organization to create.',
    example: 'Analytical Engines Ltd',
  })
  organization!: string;
}

/** The same answer for an address that is new and for one that has an account. */
export class SignedUp {
  @Email({ description: 'The email address you sent.' })
  email!: string;

  @Text({ max: 200, description: 'What to do next.', example: 'Get a token from POST /v1/auth/token.' })
  next!: string;
}

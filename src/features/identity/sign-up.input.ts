import { Email, Text } from '@keelson/kernel';
import { longestPassword, shortestPassword } from './password-policy.js';

/** What a person says to get an account. */
export class SignUp {
  @Email({ description: 'Where mail goes, and the name to sign in with.' })
  email!: string;

  @Text({
    min: shortestPassword,
    max: longestPassword,
    classified: 'secret',
    description: 'Any characters; not the e-mail address.',
    example: 'correct horse battery staple',
  })
  password!: string;

  @Text({ max: 120, classified: 'personal', description: 'What to call you.', example: 'Ada Lovelace' })
  name!: string;

  @Text({ max: 120, description: 'The organization to open.', example: 'Analytical Engines Ltd' })
  organization!: string;
}

/** The same answer for an address that is new and for one that has an account. */
export class SignedUp {
  @Email({ description: 'As it was sent.' })
  email!: string;

  @Text({ max: 200, description: 'What to do next.', example: 'Ask for a token at POST /v1/auth/token.' })
  next!: string;
}

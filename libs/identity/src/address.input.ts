import { Email, Text } from '@keelson/kernel';
import { longestPassword, shortestPassword } from './password-policy.js';

/** The token of a link in a mail. */
const MailToken = () =>
  Text({
    max: 100,
    classified: 'secret',
    description: 'The token from the link in the email: the part of its fragment after `=`.',
    example: `kpa_${'0'.repeat(32)}_${'A'.repeat(43)}`,
  });

const CurrentPassword = (description: string) =>
  Text({
    max: longestPassword,
    classified: 'secret',
    description,
    example: 'correct horse battery staple',
  });

const NewPassword = () =>
  Text({
    min: shortestPassword,
    max: longestPassword,
    classified: 'secret',
    description: 'The new password. May contain any characters, but must not be the email address.',
    example: 'correct horse battery staple',
  });

export class ProveAddress {
  @MailToken()
  token!: string;

  @CurrentPassword('The password of the account that the email address belongs to.')
  password!: string;
}

export class ForgotPassword {
  @Email({ description: 'Email address of the account.' })
  email!: string;
}

export class ResetPassword {
  @MailToken()
  token!: string;

  @NewPassword()
  password!: string;
}

export class ChangeAddress {
  @Email({ description: 'The new email address.' })
  email!: string;

  @CurrentPassword('Your password.')
  password!: string;
}

export class ConfirmAddress {
  @MailToken()
  token!: string;
}

/** What to do next. The same for every address. */
export class NextStep {
  @Text({ max: 200, description: 'What to do next.', example: 'Open the link in the email.' })
  next!: string;
}

/** Whose address it is now. */
export class OwnAddress {
  @Email({ description: 'The email address of the account, now verified.' })
  email!: string;

  @Text({
    max: 200,
    description: 'What to do next.',
    example: 'Get a token from POST /v1/auth/token with this email address and password.',
  })
  next!: string;
}

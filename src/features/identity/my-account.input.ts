import { Text } from '@keelson/kernel';
import { longestPassword, shortestPassword } from './password-policy.js';

/** What can be changed about oneself; what is left out stays. */
export class ChangeMe {
  @Text({
    max: 120,
    optional: true,
    classified: 'personal',
    description: 'Your name.',
    example: 'Ada Lovelace',
  })
  name!: string | null;

  @Text({
    max: 35,
    optional: true,
    description: 'Language of emails to you (BCP 47); null for English.',
    example: 'de-AT',
  })
  locale!: string | null;

  @Text({
    max: 64,
    optional: true,
    description: 'Time zone of times in emails to you (IANA name); null for UTC.',
    example: 'Europe/Vienna',
  })
  timeZone!: string | null;
}

export class ChangePassword {
  @Text({
    max: longestPassword,
    classified: 'secret',
    description: 'Your present password.',
    example: 'correct horse battery staple',
  })
  currentPassword!: string;

  @Text({
    min: shortestPassword,
    max: longestPassword,
    classified: 'secret',
    description: 'The new password, under the same rules as at sign-up.',
    example: 'staple battery horse correct',
  })
  password!: string;
}

export class CloseAccount {
  @Text({
    max: longestPassword,
    classified: 'secret',
    description: 'Your password.',
    example: 'correct horse battery staple',
  })
  password!: string;
}

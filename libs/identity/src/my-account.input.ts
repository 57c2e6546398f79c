import { Text } from '@keelson/kernel';
import { ValidateBy } from 'class-validator';
import { longestPassword, shortestPassword } from './password-policy.js';

/** A value that the runtime knows: `read` throws for any other. */
function KnownBy(what: string, read: (value: string) => boolean): PropertyDecorator {
  return ValidateBy({
    name: 'known',
    validator: {
      validate: (value: unknown) => {
        try {
          return typeof value === 'string' && read(value);
        } catch {
          return false;
        }
      },
      defaultMessage: () => `is not a known ${what}`,
    },
  });
}

/** What can be changed about oneself; what is left out stays. */
export class ChangeMe {
  @Text({
    max: 120,
    optional: true,
    classified: 'personal',
    description: 'Your name; null leaves it unchanged.',
    example: 'Ada Lovelace',
  })
  name!: string | null;

  @Text({
    min: 2,
    max: 35,
    optional: true,
    pattern: /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/,
    message: 'must be a language tag such as de-AT',
    description: 'Language of emails sent to you (BCP 47); null for English.',
    example: 'de-AT',
  })
  @KnownBy('locale', (tag) => Intl.getCanonicalLocales(tag).length === 1)
  locale!: string | null;

  @Text({
    min: 3,
    max: 64,
    optional: true,
    // IANA bounds each part to 14 characters.
    pattern: /^(UTC|[A-Za-z]{1,14}(\/[A-Za-z0-9_+-]{1,14}){1,2})$/,
    message: 'must be a time zone such as Europe/Vienna',
    description: 'Time zone used in emails sent to you (IANA name); null for UTC.',
    example: 'Europe/Vienna',
  })
  @KnownBy(
    'time zone',
    (name) => new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat,
  )
  timeZone!: string | null;
}

export class ChangePassword {
  @Text({
    max: longestPassword,
    classified: 'secret',
    description: 'Your current password.',
    example: 'correct horse battery staple',
  })
  currentPassword!: string;

  @Text({
    min: shortestPassword,
    max: longestPassword,
    classified: 'secret',
    description: 'The new password. The same rules apply as at sign-up.',
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

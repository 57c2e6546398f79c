import { Email, Identifier, Text } from '@keelson/kernel';
import { longestPassword } from '../password-policy.js';

export class CloseOrganization {
  @Text({
    max: longestPassword,
    classified: 'secret',
    description: 'Your password.',
    example: 'correct horse battery staple',
  })
  password!: string;

  @Text({
    max: 500,
    optional: true,
    description: 'The reason. Members of the organization can read it.',
    example: 'We have moved to another organization.',
  })
  reason!: string | null;
}

export class ResumeOrganization {
  @Identifier({ description: 'Id of the organization, from the email about its closing.' })
  organizationId!: string;

  @Email({ description: 'Your email address.' })
  email!: string;

  @Text({
    max: longestPassword,
    classified: 'secret',
    description: 'Your password.',
    example: 'correct horse battery staple',
  })
  password!: string;
}

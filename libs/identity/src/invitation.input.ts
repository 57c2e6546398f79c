import { Email, Identifier, oneLine, Text } from '@keelson/kernel';
import { longestPassword, shortestPassword } from './password-policy.js';

const InvitationToken = () =>
  Text({
    max: 100,
    classified: 'secret',
    description: 'The token from the link in the email: the part of its fragment after `=`.',
    example: `kin_${'0'.repeat(32)}_${'A'.repeat(43)}`,
  });

export class AcceptAsNewUser {
  @InvitationToken()
  token!: string;

  @Text({
    min: shortestPassword,
    max: longestPassword,
    classified: 'secret',
    description:
      'Password of the new account. May contain any characters, but must not be the email address.',
    example: 'correct horse battery staple',
  })
  password!: string;

  @Text({
    max: 120,
    ...oneLine,
    classified: 'personal',
    description: 'Your name.',
    example: 'Grace Hopper',
  })
  name!: string;
}

export class AcceptInvitation {
  @InvitationToken()
  token!: string;
}

/** What somebody has joined. */
export class JoinedOrganization {
  @Email({ description: 'The email address of the account.' })
  email!: string;

  @Identifier({ description: 'Id of the organization.' })
  organizationId!: string;

  @Identifier({ description: 'Id of the new member.' })
  memberId!: string;

  @Text({
    max: 200,
    description: 'What to do next.',
    example: 'Get a token from POST /v1/auth/token with the scope organization:<organizationId>.',
  })
  next!: string;
}

import { Email, Flag, Identifier, Instant, ListOf, Text } from '@keelson/kernel';
import { mostUnproven } from '../accounts.js';
import { userText } from './operated-users.js';

/** Which user to find. */
export class UserSearch {
  @Text({
    min: 1,
    max: 254,
    pattern: userText,
    message: 'must be a UUID or an email address',
    classified: 'personal',
    description: 'Id of the user, or the full email address, ignoring case.',
    example: 'ada@example.com',
  })
  user!: string;
}

/** A user as operators see them. */
export class InstallationUser {
  @Identifier()
  id!: string;

  @Email()
  email!: string;

  @Text({ max: 120, example: 'Ada Lovelace' })
  name!: string;

  @Flag({
    description: 'Whether the email address is verified. An address is verified for at most one account.',
  })
  isProven!: boolean;

  @Instant({ description: 'When the user signed up.' })
  createdAt!: Date;

  @Instant({ optional: true, description: 'When the account was closed; null if it is open.' })
  closedAt!: Date | null;
}

export class FoundUsers {
  @ListOf(() => InstallationUser, { max: mostUnproven + 1 })
  data!: InstallationUser[];
}

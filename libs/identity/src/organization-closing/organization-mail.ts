import { defineJob, Identifier, Instant, OneOf, Text } from '@keelson/kernel';
import { mailAttempts } from '@keelson/mail';

/** Which owner to write to, and about what. */
export class OrganizationMail {
  @Identifier()
  userId!: string;

  /** The owner who did it. */
  @Identifier()
  byId!: string;

  @OneOf(['closed', 'resumed'])
  kind!: 'closed' | 'resumed';

  @Identifier()
  organizationId!: string;

  /** Its name. */
  @Text({ max: 120 })
  organization!: string;

  @Instant()
  deletedAt!: Date;
}

/** A mail about the end of an organization. */
export const organizationMail = defineJob('identity.organization-mail', OrganizationMail, {
  attempts: mailAttempts,
});

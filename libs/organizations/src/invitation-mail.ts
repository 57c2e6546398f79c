import { defineJob, Identifier, Integer } from '@keelson/kernel';
import { mailAttempts } from '@keelson/mail';

/** Which invitation to send. Address and token stay out of the job. */
export class InvitationMail {
  @Identifier()
  invitationId!: string;

  /** Which of its mails; a later one makes it needless. */
  @Integer({ min: 1 })
  sent!: number;
}

/** Identity runs it: the link leads to the page of accounts. */
export const invitationMail = defineJob('organizations.invitation-mail', InvitationMail, {
  attempts: mailAttempts,
});

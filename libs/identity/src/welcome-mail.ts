import { defineJob, Identifier, OneOf } from '@keelson/kernel';
import { mailAttempts } from '@keelson/mail';

/** Whom to write to: the address stays in the user's row. */
export class WelcomeMail {
  @Identifier()
  userId!: string;

  /** Whether the account was made by this sign-up or was there before. */
  @OneOf(['new', 'known'])
  kind!: 'new' | 'known';
}

/** The mail after a sign-up. A job in either case: sending it inside the request would tell by its time. */
export const welcomeMail = defineJob('identity.welcome-mail', WelcomeMail, { attempts: mailAttempts });

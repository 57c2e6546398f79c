import { defineJob, Identifier } from '@keelson/kernel';
import { mailAttempts } from '@keelson/mail';

/** Which mail: the address and the account stay in the link's row, and the token is made when it leaves. */
export class AddressMail {
  @Identifier()
  linkId!: string;
}

/**
 * A mail about an address. A job whether the address has an account or not: the job decides what to write, or that there is
 * nothing to write.
 */
export const addressMail = defineJob('identity.address-mail', AddressMail, { attempts: mailAttempts });

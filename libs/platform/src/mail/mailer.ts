/** A mail to one person. */
export interface Mail {
  /** One bare address (RFC 5321), without a name. */
  readonly to: string;
  /** One line of at most 200 characters. */
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

/** Sends mail. Slow and fallible: send from a job, never inside a request. */
export abstract class Mailer {
  /**
   * Resolves when the next server (or the folder) has taken the mail.
   * @throws MailNotSentError when it has not
   * @throws TypeError when the mail is not one that may be sent: no address, line breaks in the subject, too large
   */
  abstract send(mail: Mail): Promise<void>;
}

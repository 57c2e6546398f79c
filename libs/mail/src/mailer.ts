import { maybeContext } from '@keelson/kernel';

/** A mail to one person. */
export interface Mail {
  /** One bare address (RFC 5321), without a name. */
  readonly to: string;
  /** One line of at most 200 characters. */
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

/**
 * Attempts of a job that sends a mail: pauses that double from a second to an hour then last for 12 to 24 hours, so that a
 * mail server may be away for a night.
 */
export const mailAttempts = 36;

/** Sends mail. Slow and fallible, and never undone: it leaves from a job with `effects: 'outside'` and {@link mailAttempts}. */
export abstract class Mailer {
  /**
   * Resolves when the next server (or the folder) has taken the mail.
   * @throws Error within a transaction, which may yet fail or be run again after a deadlock
   * @throws MailNotSentError when it has not; `permanent`, the job ends without another attempt
   * @throws InvalidMailError when the mail is not one that may be sent: no address, line breaks in the subject, too large;
   * the job ends likewise
   */
  async send(mail: Mail): Promise<void> {
    if (maybeContext()?.unit)
      throw new Error(
        "An email cannot be sent inside a transaction, because the transaction may still fail or be retried. Enqueue a job with effects: 'outside' that sends it; the job commits with the operation.",
      );
    await this.deliver(mail);
  }

  /** As {@link send}, outside of any transaction. */
  protected abstract deliver(mail: Mail): Promise<void>;
}

interface SmtpFailure {
  readonly code?: unknown;
  readonly responseCode?: unknown;
  readonly command?: unknown;
}

/**
 * The server did not take a mail. The server's own words are left out, since they repeat addresses; its codes
 * (RFC 5321, section 4.2) are kept.
 */
export class MailNotSentError extends Error {
  override readonly name = 'MailNotSentError';

  constructor(
    reason: string,
    /** Whether the server has refused this recipient or this message for good: the job that sends it ends. */
    readonly permanent: boolean,
  ) {
    super(`The email was not sent: ${reason}.`);
  }

  /** What nodemailer throws, without what is personal. */
  static from(error: unknown): MailNotSentError {
    const { code, responseCode, command } = error as SmtpFailure;
    const parts = [
      typeof code === 'string' && code,
      typeof responseCode === 'number' && String(responseCode),
      // A command is CONN, AUTH PLAIN, MAIL FROM and so on; its first words only, in case it bears more.
      typeof command === 'string' && `at ${(/^[A-Z]+( [A-Z]+)?/.exec(command) ?? ['?'])[0]}`,
    ].filter(Boolean);
    const refused = typeof responseCode === 'number' && responseCode >= 500 && responseCode <= 599;
    // Before the recipient is named (the greeting, signing in, the sender) a refusal is a fault of a server or of settings,
    // which may be fixed before the next try.
    const isOfThisMail = typeof command === 'string' && /^(RCPT|DATA)\b/.test(command);
    return new MailNotSentError(parts.join(' ') || 'the server did not respond', refused && isOfThisMail);
  }
}

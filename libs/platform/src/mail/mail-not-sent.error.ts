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
    /** Whether the server has refused for good, so that another try makes no sense. */
    readonly permanent: boolean,
  ) {
    super(`The mail was not sent: ${reason}.`);
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
    // A refused sign-in is a fault of the settings, which somebody may mend before the next try.
    return new MailNotSentError(parts.join(' ') || 'the server did not answer', refused && code !== 'EAUTH');
  }
}

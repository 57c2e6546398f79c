/** An application cannot be what it was configured to be; the message is one line that says what to do. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
}

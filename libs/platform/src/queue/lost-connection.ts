const phrases = [
  'connection (is closed|terminated|timeout|ended)',
  'timeout (exceeded|expired)',
  'timed out',
  'read timeout',
  'not queryable',
  "isn't writeable",
  'max retries per request',
];
const lost = new RegExp(phrases.join('|'), 'i');

/**
 * Whether an error of pg or ioredis says that the server is away: an error of the network, class 08, 57P or 53300 of
 * PostgreSQL's codes (its appendix A: connection exceptions, shutdown and start-up, too many connections), or one of
 * the drivers' own that have no code.
 */
export function isLostConnection(error: unknown): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === 'string') return /^(08|57P|53300$|E[A-Z_]+$)/.test(code);
  return typeof message === 'string' && lost.test(message);
}

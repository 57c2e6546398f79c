import { failureOf, outcomes } from '@keelson/sql/ports';

const phrases = [
  'connection (is closed|terminated|timeout|ended)',
  'timeout (exceeded|expired)',
  'timed out',
  'read timeout',
  'not queryable',
  'isn.t writeable',
  'max retries per request',
];
const lost = new RegExp(phrases.join('|'), 'i');

/**
 * Whether an error of pg or ioredis says that the server is away or does not do its work: a state of PostgreSQL that
 * `/health/ready` is about, an error of the network, or one of the drivers' own that have no code.
 */
export function isLostConnection(error: unknown): boolean {
  const failure = failureOf(error);
  if (failure !== 'other') return outcomes[failure].isUnready;
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === 'string') return /^E[A-Z_]+$/.test(code);
  return typeof message === 'string' && lost.test(message);
}

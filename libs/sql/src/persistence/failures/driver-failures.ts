import type { FailureName } from './failure-name.js';

/** Codes of the operating system, of Node's TLS and of mysql2 itself. */
export const driverFailures: Readonly<Record<string, FailureName>> = {
  // The network
  EAI_AGAIN: 'away',
  ECONNABORTED: 'away',
  ECONNREFUSED: 'away',
  ECONNRESET: 'away',
  EHOSTDOWN: 'away',
  EHOSTUNREACH: 'away',
  ENETDOWN: 'away',
  ENETUNREACH: 'away',
  ENOENT: 'away', // a socket file that is not there
  ENOTCONN: 'away',
  ENOTFOUND: 'away',
  EPIPE: 'away',
  EPROTO: 'away',
  ETIMEDOUT: 'away',
  ERR_STREAM_DESTROYED: 'away',
  ERR_STREAM_WRITE_AFTER_END: 'away',
  // This process has no descriptor or port left for one more connection
  EADDRNOTAVAIL: 'busy',
  EMFILE: 'busy',
  ENFILE: 'busy',
  // mysql2
  PROTOCOL_CONNECTION_LOST: 'away',
  PROTOCOL_SEQUENCE_TIMEOUT: 'timed-out',
  HANDSHAKE_NO_SSL_SUPPORT: 'away',
  HANDSHAKE_SSL_ERROR: 'away',
  HANDSHAKE_UNKNOWN_ERROR: 'away',
  POOL_CLOSED: 'away',
};

/** What pg and mysql2 say without any code, from the beginning of the message. */
export const driverMessages: readonly (readonly [RegExp, FailureName])[] = [
  // pg
  [/^Connection terminated/, 'away'],
  [/^Client has encountered a connection error and is not queryable/, 'away'],
  [/^Client was closed and is not queryable/, 'away'],
  [/^timeout expired/, 'away'],
  [/^The server does not support SSL connections/, 'away'],
  [/^There was an error establishing an SSL connection/, 'away'],
  [/^Query read timeout/, 'timed-out'],
  // pg-pool: nobody has given a connection back in time
  [/^timeout exceeded when trying to connect/, 'busy'],
  [/^Cannot use a pool after calling end on the pool/, 'away'],
  // mysql2
  [/^Can't add new command when connection is in closed state/, 'away'],
  [/^Can't write in closed state/, 'away'],
  [/^Connection lost/, 'away'],
  [/^Pool is closed/, 'away'],
  [/^Queue limit reached/, 'busy'],
  [/^No connections available/, 'busy'],
];

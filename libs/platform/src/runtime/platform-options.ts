import type { ServerTls } from './server-tls.js';

/** What the platform needs to know; `config/` reads it from the environment. */
export interface PlatformOptions {
  /** Which of its jobs this process does. */
  readonly role: 'all' | 'api' | 'worker';
  readonly http: {
    /** Where clients reach this application, without a slash at the end; addresses are made of it by `publicAddress()` and `publicPath()`. */
    readonly publicUrl: string;
    readonly bodyLimitBytes: number;
    readonly trustProxy: boolean | number | readonly string[];
    /** Milliseconds that a request may spend on the database, waiting included; 10,000 by default. */
    readonly requestDeadlineMs?: number;
  };
  readonly database: {
    /** `mysql://`, `mariadb://` or `postgres://`. */
    readonly url: string;
    /** Without it the connections are not encrypted. */
    readonly tls?: ServerTls | null;
    readonly poolSize: number;
    readonly statementTimeoutMs: number;
    readonly connectTimeoutMs: number;
    /** Transactions of this process that may be in the database for one row at a time; 4 by default. */
    readonly rowWaiters?: number;
  };
  /** Without a Redis, BullMQ runs on the PostgreSQL of `database`. */
  readonly queue: {
    readonly redisUrl: string | null;
    /** Without it the connections are not encrypted, unless the URL begins with `rediss:`. */
    readonly tls?: ServerTls | null;
    /** Jobs of one kind and organization that are with the workers at a time; the others wait in the database. 64 unless said otherwise. */
    readonly inFlightPerOrganization?: number;
  };
  /** Days that events are kept; 30 unless said otherwise. */
  readonly events?: { readonly keptDays: number };
  /** Files by which rows leave and come in. */
  readonly transfers?: {
    /** Hours that a file is kept after a job has written it; 24 unless said otherwise. */
    readonly keptHours: number;
    /** Bytes of the largest file that is imported; 256 MiB unless said otherwise. */
    readonly importLimitBytes: number;
  };
  /** Milliseconds that requests and jobs under way have to finish when the application closes; 6,500 by default. */
  readonly shutdownMs?: number;
  readonly access: { readonly issuer: string };
  readonly limits: { readonly perMinute: number; readonly signInPerMinute: number };
  /** Who may read `/metrics`; nobody when absent. */
  readonly metrics?: {
    /** What a scraper shows as its bearer token; null when there is none. */
    readonly token: string | null;
    /** Whether, without a token, it is open to this machine. Not behind a proxy: that may be on this machine too. */
    readonly openToThisMachine: boolean;
  };
  readonly mail: {
    /** Without SMTP, mails become files below `directory`. */
    readonly smtpUrl: string | null;
    readonly from: string;
    readonly directory: string;
  };
}

export const PLATFORM_OPTIONS = Symbol('keelson:platform-options');

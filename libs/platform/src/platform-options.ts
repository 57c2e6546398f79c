/** What the platform needs to know; `config/` reads it from the environment. */
export interface PlatformOptions {
  /** Which of its jobs this process does. */
  readonly role: 'all' | 'api' | 'worker';
  readonly http: {
    /** Base of links and problem types, without a slash at the end. */
    readonly publicUrl: string;
    readonly bodyLimitBytes: number;
    readonly trustProxy: boolean | number | readonly string[];
  };
  readonly database: {
    /** `mysql://`, `mariadb://` or `postgres://`. */
    readonly url: string;
    readonly poolSize: number;
    readonly statementTimeoutMs: number;
    readonly connectTimeoutMs: number;
  };
  /** Without a Redis, BullMQ runs on the PostgreSQL of `database`. */
  readonly queue: { readonly redisUrl: string | null };
  readonly access: { readonly issuer: string };
  readonly limits: { readonly perMinute: number; readonly signInPerMinute: number };
  readonly mail: {
    /** Without SMTP, mails become files below `directory`. */
    readonly smtpUrl: string | null;
    readonly from: string;
    readonly directory: string;
  };
}

export const PLATFORM_OPTIONS = Symbol('keelson:platform-options');

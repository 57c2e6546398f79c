import {
  ConnectionUrlSetting,
  WholeNumberSetting,
  type CheckedSettings,
  type Settings,
  type SettingsProblem,
} from '@keelson/kernel';
import {
  effectiveTlsMode,
  RuntimeSettings,
  serverTlsOf,
  tlsDeclarations,
  type ServerTls,
  type TlsMode,
} from '@keelson/runtime/ports';
import { databaseTls, databaseTlsProblems } from './database-tls.js';

const example = 'mysql://keelson:password@db.example.com:3306/keelson';
const tls = tlsDeclarations({
  prefix: 'DATABASE',
  name: 'the database',
  modeDefault: 'verify-full; off for localhost and PLAINTEXT_HOSTS',
  modeDescription:
    'TLS mode of the database connection. `require` encrypts but does not check the certificate, `verify-ca` checks that a trusted authority signed it, and `verify-full` also checks the host name. Accepts the same values as `?sslmode=` in a postgres:// URL.',
});

/** What connections are opened with. */
export interface DatabaseAddress {
  /** `mysql://`, `mariadb://` or `postgres://`. */
  readonly url: string;
  /** Without it the connections are not encrypted. */
  readonly tls: ServerTls | null;
  readonly connectTimeoutMs: number;
}

/** What the application's connections are opened with, and how long they may be waited for. */
export interface DatabaseOptions extends DatabaseAddress {
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  readonly rowWaiters: number;
}

/** Where rows are kept, and how long anybody waits for them. */
export class DatabaseSettings implements CheckedSettings {
  /** Absent in evaluation mode, until the process has started its own PostgreSQL. Holds a password. */
  @ConnectionUrlSetting({
    variable: 'DATABASE_URL',
    schemes: ['mysql', 'mariadb', 'postgres', 'postgresql'],
    path: /^\/[^/@]+$/,
    example,
    defaultNote: 'an embedded PostgreSQL, in evaluation mode',
    production: 'required',
    description: 'URL of the database: MySQL, MariaDB or PostgreSQL.',
  })
  url?: string;

  /** Always set once loaded. */
  @tls.mode
  tlsMode?: TlsMode;

  @tls.ca
  tlsCa?: string;

  @tls.cert
  tlsCert?: string;

  @tls.key
  tlsKey?: string;

  @WholeNumberSetting({
    variable: 'DATABASE_POOL_SIZE',
    // A request that holds a transaction may need a second connection, for its idempotency claim.
    min: 2,
    max: 1000,
    default: '10',
    description:
      "Maximum number of connections per process. The total across all processes must stay below the server's connection limit.",
  })
  poolSize!: number;

  @WholeNumberSetting({
    variable: 'DATABASE_STATEMENT_TIMEOUT_MS',
    min: 100,
    max: 600_000,
    default: '8000',
    description:
      'Time after which the server cancels a statement, in milliseconds. Keep it below REQUEST_DEADLINE_MS, so that a slow list request gets 422 instead of 503.',
  })
  statementTimeoutMs!: number;

  @WholeNumberSetting({
    variable: 'DATABASE_CONNECT_TIMEOUT_MS',
    min: 100,
    max: 60_000,
    default: '5000',
    description:
      'Maximum time to open a connection, in milliseconds. Background work also waits at most this long for a free connection.',
  })
  connectTimeoutMs!: number;

  @WholeNumberSetting({
    variable: 'DATABASE_ROW_WAITERS',
    min: 1,
    max: 1000,
    default: '4',
    description:
      'Maximum number of transactions per process that may hold or wait for the lock on the same row in the database. Further transactions wait in memory without a connection, and get 503 if the row stays locked.',
  })
  rowWaiters!: number;

  /** @throws Error when there is no URL: the application must start a database first */
  get options(): DatabaseOptions {
    const { url, connectTimeoutMs, poolSize, statementTimeoutMs, rowWaiters } = this;
    if (url === undefined)
      throw new Error(
        'DATABASE_URL is not set: start a database and pass settings.with(DatabaseSettings, { url }).',
      );
    return { url, tls: serverTlsOf(this), connectTimeoutMs, poolSize, statementTimeoutMs, rowWaiters };
  }

  check(settings: Settings): readonly SettingsProblem[] {
    const runtime = settings.get(RuntimeSettings);
    return [...this.absence(runtime), ...databaseTlsProblems(databaseTls(this, runtime))];
  }

  complete(settings: Settings): void {
    const tls = databaseTls(this, settings.get(RuntimeSettings));
    this.tlsMode = tls ? effectiveTlsMode(tls) : 'off';
    if (!tls?.url.searchParams.has('sslmode')) return;
    // The drivers would read it in their own ways.
    tls.url.searchParams.delete('sslmode');
    this.url = tls.url.href;
  }

  private absence({ isProduction, role }: RuntimeSettings): readonly SettingsProblem[] {
    if (this.url !== undefined) return [];
    if (isProduction)
      return [
        {
          variable: 'DATABASE_URL',
          problem: `is missing. Production requires a database and disables the embedded PostgreSQL. Set it to a URL such as ${example}, or to a postgres:// URL.`,
        },
      ];
    if (role !== 'api' && role !== 'worker') return [];
    return [
      {
        variable: 'ROLE',
        problem: `"${role}" requires DATABASE_URL, because the embedded PostgreSQL serves a single process. Set DATABASE_URL, or set ROLE to all.`,
      },
    ];
  }
}

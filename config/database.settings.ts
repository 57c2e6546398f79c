import { ConnectionUrl, OneOf, Pem, WholeNumber } from './setting-kinds.js';
import { areCertificates, isPrivateKey, tlsModes, type TlsMode } from './tls.js';

/** The two families of databases that the product speaks; MariaDB and MySQL are one. */
export type DatabaseEngine = 'mysql' | 'postgres';

/** Where rows are kept, and how long anybody waits for them. */
export class DatabaseSettings {
  /** Absent in evaluation mode: the process then runs its own PostgreSQL. Holds a password. */
  @ConnectionUrl({
    variable: 'DATABASE_URL',
    schemes: ['mysql', 'mariadb', 'postgres', 'postgresql'],
    path: /^\/[^/@]+$/,
    example: 'mysql://keelson:password@db.example.com:3306/keelson',
    defaultNote: 'an embedded PostgreSQL, in evaluation mode',
    production: 'required',
    description: 'URL of the database: MySQL, MariaDB or PostgreSQL.',
  })
  url?: string;

  /** Always set once loaded. */
  @OneOf({
    variable: 'DATABASE_TLS',
    words: tlsModes,
    defaultNote: 'verify-full; off for localhost and PLAINTEXT_HOSTS',
    example: 'verify-full',
    description:
      'TLS mode of the database connection. `require` encrypts but does not check the certificate, `verify-ca` checks that a trusted authority signed it, and `verify-full` also checks the host name. Takes the same values as `?sslmode=` in a postgres:// URL.',
  })
  tlsMode?: TlsMode;

  @Pem({
    variable: 'DATABASE_TLS_CA',
    holds: 'PEM certificates',
    accepts: areCertificates,
    defaultNote: 'the certificate authorities that Node.js trusts',
    description: "Certificate authorities trusted to sign the database's certificate.",
  })
  tlsCa?: string;

  @Pem({
    variable: 'DATABASE_TLS_CERT',
    holds: 'a PEM certificate, followed by its chain if it has one',
    accepts: areCertificates,
    description: 'Client certificate, if the database requires one. Requires DATABASE_TLS_KEY.',
  })
  tlsCert?: string;

  @Pem({
    variable: 'DATABASE_TLS_KEY',
    secret: true,
    holds: 'an unencrypted PEM private key',
    accepts: isPrivateKey,
    description: 'Private key for DATABASE_TLS_CERT.',
  })
  tlsKey?: string;

  /** Derived from {@link url}; `postgres` when there is none. */
  engine!: DatabaseEngine;

  @WholeNumber({
    variable: 'DATABASE_POOL_SIZE',
    // A request that holds a transaction may need a second connection, for its idempotency claim.
    min: 2,
    max: 1000,
    default: '10',
    description:
      "Maximum number of connections per process. The total across all processes must stay below the server's connection limit.",
  })
  poolSize!: number;

  @WholeNumber({
    variable: 'DATABASE_STATEMENT_TIMEOUT_MS',
    min: 100,
    max: 600_000,
    default: '8000',
    description:
      'Time after which the server cancels a statement, in milliseconds. Keep it below REQUEST_DEADLINE_MS, so that a slow list request gets 422 instead of 503.',
  })
  statementTimeoutMs!: number;

  @WholeNumber({
    variable: 'DATABASE_CONNECT_TIMEOUT_MS',
    min: 100,
    max: 60_000,
    default: '5000',
    description:
      'Maximum time to open a connection, in milliseconds. Background work also waits at most this long for a free connection.',
  })
  connectTimeoutMs!: number;

  @WholeNumber({
    variable: 'DATABASE_ROW_WAITERS',
    min: 1,
    max: 1000,
    default: '4',
    description:
      'Maximum number of transactions per process that may hold or wait for the lock on the same row in the database. Further transactions wait in memory without a connection, and get 503 if the row stays locked.',
  })
  rowWaiters!: number;
}

/** The engine that a DATABASE_URL asks for, by its scheme alone; undefined when it names none of ours. */
export function engineOf(url: string): DatabaseEngine | undefined {
  if (/^(mysql|mariadb):/i.test(url)) return 'mysql';
  if (/^postgres(ql)?:/i.test(url)) return 'postgres';
  return undefined;
}

import { ConnectionUrl, WholeNumber } from './setting-kinds.js';

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
    defaultNote: 'evaluation mode with an embedded PostgreSQL',
    production: 'required',
    description: 'The database, MySQL/MariaDB or PostgreSQL.',
  })
  url?: string;

  /** Derived from {@link url}; `postgres` when there is none. */
  engine!: DatabaseEngine;

  @WholeNumber({
    variable: 'DATABASE_POOL_SIZE',
    // A request that holds a transaction may need a second connection, for its idempotency claim.
    min: 2,
    max: 1000,
    default: '10',
    description:
      "Connections that each process keeps at most. All processes together must stay below the server's limit.",
  })
  poolSize!: number;

  @WholeNumber({
    variable: 'DATABASE_STATEMENT_TIMEOUT_MS',
    min: 100,
    max: 600_000,
    default: '10000',
    description: 'Milliseconds after which the server ends a statement.',
  })
  statementTimeoutMs!: number;

  @WholeNumber({
    variable: 'DATABASE_CONNECT_TIMEOUT_MS',
    min: 100,
    max: 60_000,
    default: '5000',
    description: 'Milliseconds to wait for a connection before the request is answered with 503.',
  })
  connectTimeoutMs!: number;
}

/** The engine that a DATABASE_URL asks for, by its scheme alone; undefined when it names none of ours. */
export function engineOf(url: string): DatabaseEngine | undefined {
  if (/^(mysql|mariadb):/i.test(url)) return 'mysql';
  if (/^postgres(ql)?:/i.test(url)) return 'postgres';
  return undefined;
}

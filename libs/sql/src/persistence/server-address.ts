import { mysqlTlsOptions, tlsOptions } from '@keelson/runtime/ports';
import type { DatabaseAddress } from './database.settings.js';

/** How every connection to PostgreSQL is opened, whoever opens it. Without TLS in the options, the environment cannot ask for it. */
export function postgresAddress({ url, tls, connectTimeoutMs }: DatabaseAddress) {
  return {
    connectionString: url,
    ssl: tls ? tlsOptions(tls, new URL(url).hostname) : false,
    connectionTimeoutMillis: connectTimeoutMs,
  };
}

/** How every connection to MySQL or MariaDB is opened. */
export function mysqlAddress({ url, tls, connectTimeoutMs }: DatabaseAddress) {
  return {
    uri: url.replace(/^mariadb:/, 'mysql:'),
    ...(tls && { ssl: mysqlTlsOptions(tls) }),
    connectTimeout: connectTimeoutMs,
  };
}

import { ConnectionUrl, OneOf, Pem } from './setting-kinds.js';
import { areCertificates, isPrivateKey, tlsModes, type TlsMode } from './tls.js';

/** What carries BullMQ's jobs. */
export type QueueTransport = 'redis' | 'postgres';

/** Where jobs wait between the process that asks and the one that works. */
export class QueueSettings {
  /** Absent only where PostgreSQL carries the jobs. Holds a password. */
  @ConnectionUrl({
    variable: 'REDIS_URL',
    schemes: ['redis', 'rediss'],
    path: /^(\/\d{0,2})?$/,
    example: 'redis://:password@redis.example.com:6379/0',
    defaultNote: 'BullMQ on PostgreSQL',
    production: 'required with MySQL',
    description:
      'URL of Redis, which holds the job queue. Required with MySQL and MariaDB; optional with PostgreSQL, where it makes jobs faster.',
  })
  redisUrl?: string;

  /** Always set once loaded. */
  @OneOf({
    variable: 'REDIS_TLS',
    words: tlsModes,
    defaultNote: 'verify-full; off for localhost and PLAINTEXT_HOSTS, unless the URL begins with rediss://',
    example: 'verify-full',
    description:
      'TLS mode of the Redis connection. Takes the same values as DATABASE_TLS. A rediss:// URL means verify-full.',
  })
  tlsMode?: TlsMode;

  @Pem({
    variable: 'REDIS_TLS_CA',
    holds: 'PEM certificates',
    accepts: areCertificates,
    defaultNote: 'the certificate authorities that Node.js trusts',
    description: "Certificate authorities trusted to sign Redis's certificate.",
  })
  tlsCa?: string;

  @Pem({
    variable: 'REDIS_TLS_CERT',
    holds: 'a PEM certificate, followed by its chain if it has one',
    accepts: areCertificates,
    description: 'Client certificate, if Redis requires one. Requires REDIS_TLS_KEY.',
  })
  tlsCert?: string;

  @Pem({
    variable: 'REDIS_TLS_KEY',
    secret: true,
    holds: 'an unencrypted PEM private key',
    accepts: isPrivateKey,
    description: 'Private key for REDIS_TLS_CERT.',
  })
  tlsKey?: string;

  /** Derived: `redis` when there is a {@link redisUrl}. */
  transport!: QueueTransport;
}

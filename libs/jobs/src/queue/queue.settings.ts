import {
  ConnectionUrlSetting,
  type CheckedSettings,
  type Settings,
  type SettingsProblem,
} from '@keelson/kernel';
import { databaseFamily, DatabaseSettings } from '@keelson/sql/ports';
import {
  effectiveTlsMode,
  RuntimeSettings,
  serverTlsOf,
  serverUrl,
  tlsDeclarations,
  tlsProblems,
  type ServerTls,
  type TlsMode,
  type TlsSubject,
} from '@keelson/runtime/ports';

const example = 'redis://:password@redis.example.com:6379/0';
const tls = tlsDeclarations({
  prefix: 'REDIS',
  name: 'Redis',
  modeDefault: 'verify-full; off for localhost and PLAINTEXT_HOSTS, unless the URL begins with rediss://',
  modeDescription:
    'TLS mode of the Redis connection. Accepts the same values as DATABASE_TLS. A rediss:// URL means verify-full.',
});

/** Where jobs wait between the process that asks and the one that works. */
export class QueueSettings implements CheckedSettings {
  /** Absent only where PostgreSQL carries the jobs. Holds a password. */
  @ConnectionUrlSetting({
    variable: 'REDIS_URL',
    schemes: ['redis', 'rediss'],
    path: /^(\/\d{0,2})?$/,
    example,
    defaultNote: 'BullMQ on PostgreSQL',
    production: 'required with MySQL',
    description:
      'URL of Redis, which holds the job queue. Required with MySQL and MariaDB; optional with PostgreSQL, where it makes jobs faster.',
  })
  redisUrl?: string;

  /** Always set once loaded. */
  @tls.mode
  tlsMode?: TlsMode;

  @tls.ca
  tlsCa?: string;

  @tls.cert
  tlsCert?: string;

  @tls.key
  tlsKey?: string;

  /** How connections to Redis are encrypted; null in plaintext. */
  get tls(): ServerTls | null {
    return serverTlsOf(this);
  }

  check(settings: Settings): readonly SettingsProblem[] {
    const { url } = settings.get(DatabaseSettings);
    if (this.redisUrl === undefined && url !== undefined && databaseFamily(url) === 'mysql')
      return [
        {
          variable: 'REDIS_URL',
          problem: `is missing. With MySQL or MariaDB, the job queue requires Redis. Set it to a URL such as ${example}.`,
        },
      ];
    const redis = this.reached(settings);
    return redis ? [...schemeProblems(redis), ...tlsProblems(redis)] : [];
  }

  complete(settings: Settings): void {
    const redis = this.reached(settings);
    this.tlsMode = redis ? effectiveTlsMode(redis) : 'off';
  }

  private reached(settings: Settings): TlsSubject | null {
    const url = serverUrl(this.redisUrl);
    if (!url) return null;
    // rediss:// asks for TLS, and REDIS_TLS may still say how strict.
    const fromUrl = url.protocol === 'rediss:' && this.tlsMode === undefined ? 'verify-full' : undefined;
    const { plaintextHosts } = settings.get(RuntimeSettings);
    return { url, group: this, prefix: 'REDIS', fromUrl, plaintextHosts };
  }
}

function schemeProblems({ url, group }: TlsSubject): SettingsProblem[] {
  if (url.protocol !== 'rediss:' || group.tlsMode !== 'off') return [];
  return [
    {
      variable: 'REDIS_TLS',
      problem: '"off" contradicts the rediss:// URL. Remove REDIS_TLS, or use a redis:// URL.',
    },
  ];
}

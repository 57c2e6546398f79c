import { engineOf } from './database.settings.js';
import type { SettingsGroups } from './settings-classes.js';
import type { SettingsProblem } from './settings-error.js';
import { effectiveTlsMode, tlsProblems, type TlsMode, type TlsSubject } from './tls.js';
import { isIP } from 'node:net';

/** What `sslmode` means here; `allow` and `prefer` fall back to plaintext and are refused. */
const modeOfSslmode: Readonly<Record<string, TlsMode>> = {
  disable: 'off',
  require: 'require',
  'verify-ca': 'verify-ca',
  'verify-full': 'verify-full',
};

/** How the database is reached; null when the process brings its own, or when the URL is refused anyway. */
export function databaseTls({ runtime, database }: SettingsGroups): TlsSubject | null {
  const url = parsed(database.url);
  if (!url) return null;
  const sslmode = engineOf(url.href) === 'postgres' ? url.searchParams.get('sslmode') : null;
  return {
    url,
    group: database,
    prefix: 'DATABASE',
    fromUrl: sslmode === null ? undefined : modeOfSslmode[sslmode],
    plaintextHosts: runtime.plaintextHosts,
  };
}

/** How Redis is reached; null without one. */
export function redisTls({ runtime, queue }: SettingsGroups): TlsSubject | null {
  const url = parsed(queue.redisUrl);
  if (!url) return null;
  // rediss:// asks for TLS, and REDIS_TLS may still say how strict.
  const fromUrl = url.protocol === 'rediss:' && queue.tlsMode === undefined ? 'verify-full' : undefined;
  return { url, group: queue, prefix: 'REDIS', fromUrl, plaintextHosts: runtime.plaintextHosts };
}

/** What is wrong with how the servers are reached. */
export function serverTlsProblems(groups: SettingsGroups): SettingsProblem[] {
  const database = databaseTls(groups);
  const redis = redisTls(groups);
  return [
    ...(database ? [...urlProblems(database), ...tlsProblems(database), ...identityProblems(database)] : []),
    ...(redis ? [...schemeProblems(redis), ...tlsProblems(redis)] : []),
  ];
}

/** TLS is set by one set of variables for both engines: a driver's own words in the URL could switch it off unseen. */
function urlProblems({ url }: TlsSubject): SettingsProblem[] {
  const postgres = engineOf(url.href) === 'postgres';
  const foreign = [...url.searchParams.keys()].find(
    (name) => /ssl/i.test(name) && !(postgres && name === 'sslmode'),
  );
  if (foreign !== undefined)
    return [
      {
        variable: 'DATABASE_URL',
        problem: `has the unsupported parameter ${JSON.stringify(foreign)}. Set DATABASE_TLS, DATABASE_TLS_CA, DATABASE_TLS_CERT and DATABASE_TLS_KEY instead.`,
      },
    ];
  const sslmode = postgres ? url.searchParams.get('sslmode') : null;
  if (sslmode === null || modeOfSslmode[sslmode] !== undefined) return [];
  return [
    {
      variable: 'DATABASE_URL',
      problem: `has an unsupported sslmode. Use one of ${Object.keys(modeOfSslmode).join(', ')}.`,
    },
  ];
}

/** mysql2 compares the certificate with a host name only; with an address it would silently compare another name. */
function identityProblems(subject: TlsSubject): SettingsProblem[] {
  const host = subject.url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (
    engineOf(subject.url.href) !== 'mysql' ||
    isIP(host) === 0 ||
    effectiveTlsMode(subject) !== 'verify-full'
  )
    return [];
  return [
    {
      variable: 'DATABASE_TLS',
      problem: `is verify-full, which requires a host name in DATABASE_URL, not the IP address ${host}. Use the name in the server's certificate, or set DATABASE_TLS=verify-ca.`,
    },
  ];
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

function parsed(url: string | undefined): URL | null {
  return url !== undefined && URL.canParse(url) && new URL(url).hostname !== '' ? new URL(url) : null;
}

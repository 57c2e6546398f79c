import type { SettingsProblem } from '@keelson/kernel';
import { isIP } from 'node:net';
import {
  effectiveTlsMode,
  serverUrl,
  tlsProblems,
  type RuntimeSettings,
  type TlsGroup,
  type TlsMode,
  type TlsSubject,
} from '@keelson/runtime/ports';
import { databaseFamily } from './database-family.js';

/** What `sslmode` means here; `allow` and `prefer` fall back to plaintext and are refused. */
const modeOfSslmode: Readonly<Record<string, TlsMode>> = {
  disable: 'off',
  require: 'require',
  'verify-ca': 'verify-ca',
  'verify-full': 'verify-full',
};

/** How the database is reached; null when the process brings its own, or when the URL is refused anyway. */
export function databaseTls(
  database: TlsGroup & { readonly url?: string },
  runtime: RuntimeSettings,
): TlsSubject | null {
  const url = serverUrl(database.url);
  if (!url) return null;
  const sslmode = databaseFamily(url.href) === 'postgres' ? url.searchParams.get('sslmode') : null;
  return {
    url,
    group: database,
    prefix: 'DATABASE',
    fromUrl: sslmode === null ? undefined : modeOfSslmode[sslmode],
    plaintextHosts: runtime.plaintextHosts,
  };
}

/** What is wrong with how the database is reached. */
export function databaseTlsProblems(database: TlsSubject | null): SettingsProblem[] {
  return database ? [...urlProblems(database), ...tlsProblems(database), ...identityProblems(database)] : [];
}

/** TLS is set by one set of variables for both engines: a driver's own words in the URL could switch it off unseen. */
function urlProblems({ url }: TlsSubject): SettingsProblem[] {
  const postgres = databaseFamily(url.href) === 'postgres';
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
    databaseFamily(subject.url.href) !== 'mysql' ||
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

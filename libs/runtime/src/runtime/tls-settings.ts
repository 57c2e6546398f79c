import type { SettingsProblem } from '@keelson/kernel';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { isIP } from 'node:net';
import type { ServerTls } from './server-tls.js';

/**
 * How a connection to a server is protected, in the words of PostgreSQL's `sslmode` (libpq, section "SSL Support"): `require`
 * encrypts without asking who answers, `verify-ca` also checks the certificate, `verify-full` its host name as well.
 */
export const tlsModes = ['off', 'require', 'verify-ca', 'verify-full'] as const;
export type TlsMode = (typeof tlsModes)[number];

/** The TLS settings of one server, as they were given. */
export interface TlsGroup {
  tlsMode?: TlsMode;
  tlsCa?: string;
  tlsCert?: string;
  tlsKey?: string;
}

/** A server as its URL names it, and the variables that say how it is reached. */
export interface TlsSubject {
  readonly url: URL;
  readonly group: TlsGroup;
  /** What the variables begin with: `DATABASE` or `REDIS`. */
  readonly prefix: string;
  /** What the URL itself says: `?sslmode=…`, or the scheme `rediss`. */
  readonly fromUrl: TlsMode | undefined;
  readonly plaintextHosts: readonly string[];
}

/** Whether an address stays on this machine, where nobody between can listen. */
export function isThisMachine(host: string): boolean {
  const name = bare(host);
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/** What holds for a server: what was given, else what its URL says, else `verify-full` unless plaintext is allowed there. */
export function effectiveTlsMode({ url, group, fromUrl, plaintextHosts }: TlsSubject): TlsMode {
  return group.tlsMode ?? fromUrl ?? (mayBePlain(url.hostname, plaintextHosts) ? 'off' : 'verify-full');
}

/** What connections are opened with; null in plaintext, which the settings allow by name only. */
export function serverTlsOf({ tlsMode, tlsCa, tlsCert, tlsKey }: TlsGroup): ServerTls | null {
  if (tlsMode === undefined || tlsMode === 'off') return null;
  const verify = ({ require: 'none', 'verify-ca': 'ca', 'verify-full': 'full' } as const)[tlsMode];
  return { verify, ca: tlsCa, cert: tlsCert, key: tlsKey };
}

/** What is wrong with the TLS settings of a server. */
export function tlsProblems(subject: TlsSubject): SettingsProblem[] {
  const { url, group, prefix, fromUrl, plaintextHosts } = subject;
  const host = bare(url.hostname);
  const mode = effectiveTlsMode(subject);
  const problems: SettingsProblem[] = [];
  const variable = `${prefix}_TLS`;
  if (group.tlsMode !== undefined && fromUrl !== undefined && group.tlsMode !== fromUrl)
    problems.push({
      variable,
      problem: `"${group.tlsMode}" contradicts ${prefix}_URL, which specifies ${fromUrl}. Remove ${variable}, or change the URL.`,
    });
  else if (mode === 'off' && !mayBePlain(host, plaintextHosts))
    problems.push({
      variable: group.tlsMode === undefined ? `${prefix}_URL` : variable,
      problem: `would send passwords and data to ${host} unencrypted. Use TLS, or add ${host} to PLAINTEXT_HOSTS if you trust the network in between.`,
    });
  if (group.tlsCa !== undefined && (mode === 'off' || mode === 'require'))
    problems.push({
      variable: `${prefix}_TLS_CA`,
      problem: `has no effect with ${variable}=${mode}. Set ${variable} to verify-ca or verify-full, or remove ${prefix}_TLS_CA.`,
    });
  if ((group.tlsCert === undefined) !== (group.tlsKey === undefined)) {
    const [missing, given] = group.tlsCert === undefined ? ['CERT', 'KEY'] : ['KEY', 'CERT'];
    problems.push({
      variable: `${prefix}_TLS_${missing}`,
      problem: `is missing, but ${prefix}_TLS_${given} is set. Set both, or neither.`,
    });
  }
  return problems;
}

/** True for one or more PEM certificates that can be parsed. */
export function areCertificates(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const blocks = value.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
    return blocks.length > 0;
  } catch {
    return false;
  }
}

/** True for an unencrypted PEM private key. */
export function isPrivateKey(value: unknown): boolean {
  try {
    return typeof value === 'string' && createPrivateKey(value).type === 'private';
  } catch {
    return false;
  }
}

function mayBePlain(host: string, plaintextHosts: readonly string[]): boolean {
  return isThisMachine(host) || plaintextHosts.includes(bare(host).toLowerCase());
}

function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/** The URL of a server; null when there is none, or when it is refused anyway. */
export function serverUrl(url: string | undefined): URL | null {
  return url !== undefined && URL.canParse(url) && new URL(url).hostname !== '' ? new URL(url) : null;
}

import { Setting, SettingRule, WholeNumberSetting, type CheckedSettings } from '@keelson/kernel';
import { IsOptional } from 'class-validator';
import { isIP } from 'node:net';
import { areTrustedProxies, readTrustedProxies, type TrustedProxies } from './trust-proxy.js';

/** Characters of the path in PUBLIC_URL: with that of a row behind it, it fits what the document says of `Location`. */
const longestPath = 100;

const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

/** Where the API listens, what it believes of a proxy, and what it calls itself. */
export class HttpSettings implements CheckedSettings {
  /** 0 lets the system choose; then {@link publicUrl} can't name the port, unless PUBLIC_URL was given. */
  @WholeNumberSetting({
    variable: 'PORT',
    min: 0,
    max: 65535,
    default: '3000',
    description: 'Port of the API; 0 picks a free port.',
  })
  port!: number;

  @Setting(
    {
      variable: 'HOST',
      default: '127.0.0.1',
      description:
        'Address the API listens on. Use 0.0.0.0 or :: for every interface, for example in a container.',
    },
    { accepts: 'an IP address or a host name, without scheme and port' },
    SettingRule('host', (value) => typeof value === 'string' && (isIP(value) !== 0 || hostName.test(value))),
  )
  host!: string;

  /** Without a slash at its end. Derived from host and port when not given. */
  @Setting(
    {
      variable: 'PUBLIC_URL',
      defaultNote: 'http://HOST:PORT',
      example: 'https://api.example.com',
      description:
        'Base URL as clients see it, including the path at which a proxy serves the API. Used in links, emails and the `type` of errors.',
    },
    {
      accepts:
        'http:// or https://, a host and optionally a path of at most 100 characters, such as https://api.example.com or https://example.com/api, without credentials and without ?, # or //',
      // As clients write it: it stands in headers, so that spaces and letters beyond ASCII are encoded.
      read: (text) => (URL.canParse(text) ? new URL(text).href : text).replace(/\/+$/, ''),
      // Somebody may have written credentials into it.
      show: (text) => (text.includes('@') ? undefined : text),
    },
    SettingRule('publicUrl', isPublicUrl),
    IsOptional(),
  )
  publicUrl!: string;

  @Setting(
    {
      variable: 'ACCOUNT_PAGE_URL',
      defaultNote: 'PUBLIC_URL/account',
      example: 'https://app.example.com/account',
      description:
        'Page that links in emails open, if your front end handles them: verifying an address, resetting a password, accepting an invitation. The fragment of the link is `#<task>=<token>`.',
    },
    {
      accepts: 'http:// or https://, a host and optionally a path, without credentials and without ? or #',
      read: (text) => (URL.canParse(text) ? new URL(text).href : text),
      show: (text) => (text.includes('@') ? undefined : text),
    },
    SettingRule('accountPageUrl', isPublicUrl),
    IsOptional(),
  )
  accountPageUrl?: string;

  @Setting(
    {
      variable: 'TRUST_PROXY',
      default: 'false',
      description:
        'Which proxies may set X-Forwarded-*: none (false), the last n hops, or listed networks. A wrong value lets clients forge their address.',
    },
    {
      accepts:
        'false, a number of proxies from 1 to 10, or a comma-separated list of addresses and CIDR networks such as 10.0.0.0/8 (or loopback, linklocal, uniquelocal)',
      read: readTrustedProxies,
    },
    SettingRule('trustedProxies', areTrustedProxies),
  )
  trustProxy!: TrustedProxies;

  @WholeNumberSetting({
    variable: 'BODY_LIMIT_BYTES',
    min: 1024,
    max: 67_108_864,
    default: '1048576',
    description: 'Maximum size of a request body, in bytes. Larger bodies get 413.',
  })
  bodyLimitBytes!: number;

  @WholeNumberSetting({
    variable: 'REQUEST_DEADLINE_MS',
    min: 1_000,
    max: 600_000,
    default: '10000',
    description:
      'Maximum time that a request may spend on the database, in milliseconds. Statements, retries and waits for connections and locks all count. A request that exceeds the limit is rolled back and gets 503. For event polls, the limit is extended by the requested wait. For uploads and downloads, the limit applies to each statement.',
  })
  requestDeadlineMs!: number;

  complete(): void {
    this.publicUrl ??= ownUrl(this);
  }
}

function ownUrl({ host, port }: HttpSettings): string {
  // "Every interface" is not an address that anybody can call.
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function isPublicUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const url = new URL(value);
  return (
    ['http:', 'https:'].includes(url.protocol) &&
    url.username + url.password === '' &&
    !value.includes('?') &&
    !value.includes('#') &&
    // In an answer's Location, a path that begins with two slashes would name a host (RFC 3986, section 4.2).
    !url.pathname.includes('//') &&
    url.pathname.length <= longestPath
  );
}

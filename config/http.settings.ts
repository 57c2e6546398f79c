import { isIP } from 'node:net';
import { IsOptional } from 'class-validator';
import { Setting } from './setting.js';
import { Rule, WholeNumber } from './setting-kinds.js';
import { areTrustedProxies, readTrustedProxies, type TrustedProxies } from './trust-proxy.js';

const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

/** Where the API listens, what it believes of a proxy, and what it calls itself. */
export class HttpSettings {
  /** 0 lets the system choose; then {@link publicUrl} can't name the port, unless PUBLIC_URL was given. */
  @WholeNumber({
    variable: 'PORT',
    min: 0,
    max: 65535,
    default: '3000',
    description: 'Port the API listens on; 0 takes a free one.',
  })
  port!: number;

  @Setting(
    {
      variable: 'HOST',
      default: '127.0.0.1',
      description:
        'Address the API listens on. 0.0.0.0 or :: listens on every interface, as a container needs it.',
    },
    { accepts: 'an IP address or a host name, without scheme and port' },
    Rule('host', (value) => typeof value === 'string' && (isIP(value) !== 0 || hostName.test(value))),
  )
  host!: string;

  /** Without a slash at its end. Derived from host and port when not given. */
  @Setting(
    {
      variable: 'PUBLIC_URL',
      defaultNote: 'http://HOST:PORT',
      example: 'https://api.example.com',
      description: 'Base URL as clients see it; used in links, mails and the `type` of errors.',
    },
    {
      accepts:
        'http:// or https://, a host and perhaps a path, as in https://api.example.com, without credentials and without ? or #',
      read: (text) => text.replace(/\/+$/, ''),
      // Somebody may have written credentials into it.
      show: (text) => (text.includes('@') ? undefined : text),
    },
    Rule('publicUrl', isPublicUrl),
    IsOptional(),
  )
  publicUrl!: string;

  @Setting(
    {
      variable: 'TRUST_PROXY',
      default: 'false',
      description:
        "Whose X-Forwarded-* headers are believed: nobody's (false), those of the last n proxies (a number), or those of listed networks. Wrong values let clients choose their address.",
    },
    {
      accepts:
        'false, a number of proxies from 1 to 10, or a comma-separated list of addresses and CIDR networks such as 10.0.0.0/8 (or loopback, linklocal, uniquelocal)',
      read: readTrustedProxies,
    },
    Rule('trustedProxies', areTrustedProxies),
  )
  trustProxy!: TrustedProxies;

  @WholeNumber({
    variable: 'BODY_LIMIT_BYTES',
    min: 1024,
    max: 67_108_864,
    default: '1048576',
    description: 'Largest request body in bytes; a larger one is answered with 413.',
  })
  bodyLimitBytes!: number;

  @WholeNumber({
    variable: 'REQUEST_DEADLINE_MS',
    min: 1_000,
    max: 600_000,
    default: '10000',
    description:
      'Milliseconds that a request may spend on the database: waiting for a connection and for locks, reruns and statements. Then it is rolled back and answered with 503. Event polls have their wait on top; uploads and downloads have it for each statement.',
  })
  requestDeadlineMs!: number;
}

function isPublicUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const url = new URL(value);
  return (
    ['http:', 'https:'].includes(url.protocol) &&
    url.username + url.password === '' &&
    !value.includes('?') &&
    !value.includes('#')
  );
}

import { checkServerIdentity, type PeerCertificate } from 'node:tls';

/** How a connection to a database or Redis is encrypted. All texts are PEM. */
export interface ServerTls {
  /**
   * What is checked of the server's certificate: nothing (against listeners only), who signed it (`ca`), or its host name
   * as well (`full`). As `require`, `verify-ca` and `verify-full` of libpq's sslmode.
   */
  readonly verify: 'none' | 'ca' | 'full';
  /** Authorities instead of those that Node.js trusts. */
  readonly ca?: string | undefined;
  /** Client certificate, and its private key. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

const oldestVersion = 'TLSv1.2' as const;

/**
 * Options for Node's `tls.connect`, as pg and ioredis take them.
 * @param host as the URL names it; the drivers pass no address on, and Node would compare with `localhost`
 */
export function tlsOptions({ verify, ...pem }: ServerTls, host: string) {
  const name = host.replace(/^\[(.*)\]$/, '$1');
  return {
    ...given(pem),
    minVersion: oldestVersion,
    rejectUnauthorized: verify !== 'none',
    checkServerIdentity: (_: string, certificate: PeerCertificate) =>
      verify === 'full' ? checkServerIdentity(name, certificate) : undefined,
  };
}

/** Options for mysql2, which checks host names only when told to, and no addresses. */
export function mysqlTlsOptions({ verify, ...pem }: ServerTls) {
  return {
    ...given(pem),
    minVersion: oldestVersion,
    rejectUnauthorized: verify !== 'none',
    verifyIdentity: verify === 'full',
  };
}

function given(pem: Omit<ServerTls, 'verify'>): { ca?: string; cert?: string; key?: string } {
  return Object.fromEntries(Object.entries(pem).filter(([, text]) => text !== undefined));
}

import type { SMTPPoolOptions } from 'nodemailer';

/**
 * nodemailer's options for `smtp://user:password@host:port` (STARTTLS where offered) or `smtps://` (TLS from the
 * first byte). Certificates are verified, and a password never travels without TLS, except to this very machine.
 * @throws TypeError when the URL is not such; its text may hold a password and is not repeated
 */
export function smtpSettings(smtpUrl: string): SMTPPoolOptions & { readonly pool: true } {
  const url = URL.canParse(smtpUrl) ? new URL(smtpUrl) : null;
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname)
    throw new TypeError('The SMTP server must be a URL such as smtps://user:password@mail.example.com:465.');
  // nodemailer would take options from there, among them one that switches the verification off.
  if (url.search || url.hash || !/^\/?$/.test(url.pathname))
    throw new TypeError('The URL of the SMTP server must not have a path, a query or a fragment.');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const secure = url.protocol === 'smtps:';
  const signsIn = url.username !== '';
  return {
    pool: true,
    maxConnections: 4,
    maxMessages: 100,
    // The job that sends tries again by itself, with longer pauses.
    maxRequeues: 0,
    idleTimeout: 30_000,
    host,
    port: url.port ? Number(url.port) : secure ? 465 : 587,
    secure,
    requireTLS: signsIn && !secure && !isLoopback(host),
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true },
    ...(signsIn && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    dnsTimeout: 5_000,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    logger: false,
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);
}

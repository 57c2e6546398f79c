import { join } from 'node:path';
import type { PlatformOptions, ServerTls } from '@keelson/platform';
import type { Settings, TlsGroup } from '../config/index.js';
import type { IdentityOptions } from './features/identity/index.js';

/** What the platform needs of the settings. @param databaseUrl the embedded server's in evaluation */
export function platformOptions(settings: Settings, databaseUrl: string): PlatformOptions {
  const { runtime, http, database, queue, events, transfers, access, limits, mail, metrics } = settings;
  return {
    role: runtime.role,
    // The rest is for closing what they need: the database, the queue, the embedded PostgreSQL.
    shutdownMs: runtime.shutdownSeconds * 720,
    http: {
      publicUrl: http.publicUrl,
      bodyLimitBytes: http.bodyLimitBytes,
      trustProxy: http.trustProxy,
      requestDeadlineMs: http.requestDeadlineMs,
    },
    database: {
      url: databaseUrl,
      tls: tlsOf(database),
      poolSize: database.poolSize,
      statementTimeoutMs: database.statementTimeoutMs,
      connectTimeoutMs: database.connectTimeoutMs,
      rowWaiters: database.rowWaiters,
    },
    queue: { redisUrl: queue.redisUrl ?? null, tls: tlsOf(queue) },
    events: { keptDays: events.keptDays },
    transfers: { keptHours: transfers.keptHours, importLimitBytes: transfers.importLimitBytes },
    access: { issuer: access.issuer },
    limits: { perMinute: limits.requestsPerMinute, signInPerMinute: limits.signInsPerMinute },
    metrics: { token: metrics.token ?? null, openToThisMachine: settings.mode !== 'production' },
    mail: { smtpUrl: mail.smtpUrl ?? null, from: mail.from, directory: join(runtime.dataFolder, 'mail') },
  };
}

/** How a server's connections are encrypted; null in plaintext, which the settings allow by name only. */
function tlsOf({ tlsMode, tlsCa, tlsCert, tlsKey }: TlsGroup): ServerTls | null {
  if (tlsMode === undefined || tlsMode === 'off') return null;
  const verify = ({ require: 'none', 'verify-ca': 'ca', 'verify-full': 'full' } as const)[tlsMode];
  return { verify, ca: tlsCa, cert: tlsCert, key: tlsKey };
}

/** What identity needs of the settings. */
export function identityOptions({ access }: Settings): IdentityOptions {
  return {
    issuer: access.issuer,
    accessTokenSeconds: access.accessTokenSeconds,
    refreshTokenSeconds: access.refreshTokenSeconds,
    passwordHashQueue: access.passwordHashQueue,
    signingKeyPem: access.signingKey ?? null,
  };
}

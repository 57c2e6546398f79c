import { join } from 'node:path';
import type { PlatformOptions } from '@keelson/platform';
import type { Settings } from '../config/index.js';
import type { IdentityOptions } from './features/identity/index.js';

/** What the platform needs of the settings. @param databaseUrl the embedded server's in evaluation */
export function platformOptions(settings: Settings, databaseUrl: string): PlatformOptions {
  const { runtime, http, database, queue, events, transfers, access, limits, mail, metrics } = settings;
  return {
    role: runtime.role,
    http: { publicUrl: http.publicUrl, bodyLimitBytes: http.bodyLimitBytes, trustProxy: http.trustProxy },
    database: {
      url: databaseUrl,
      poolSize: database.poolSize,
      statementTimeoutMs: database.statementTimeoutMs,
      connectTimeoutMs: database.connectTimeoutMs,
    },
    queue: { redisUrl: queue.redisUrl ?? null },
    events: { keptDays: events.keptDays },
    transfers: { keptHours: transfers.keptHours, importLimitBytes: transfers.importLimitBytes },
    access: { issuer: access.issuer },
    limits: { perMinute: limits.requestsPerMinute, signInPerMinute: limits.signInsPerMinute },
    metrics: { token: metrics.token ?? null, openToThisMachine: settings.mode !== 'production' },
    mail: { smtpUrl: mail.smtpUrl ?? null, from: mail.from, directory: join(runtime.dataFolder, 'mail') },
  };
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

import 'reflect-metadata';
import {
  contextFields,
  createApplication,
  createLogger,
  PinoLoggerService,
  PlatformModule,
  type PlatformOptions,
} from '@keelson/platform';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServerSettings } from '../settings.js';

/** Keelson as it is shipped: every guard, hook, limit and log of the platform, no option for speed. */
export function platformOf(settings: ServerSettings, role: PlatformOptions['role']): PlatformOptions {
  return {
    role,
    http: { publicUrl: `http://127.0.0.1:${settings.port}`, bodyLimitBytes: 1_048_576, trustProxy: false },
    database: {
      url: settings.databaseUrl,
      poolSize: settings.poolSize,
      statementTimeoutMs: 10_000,
      connectTimeoutMs: 5_000,
    },
    queue: { redisUrl: settings.redisUrl },
    access: { issuer: settings.issuer },
    limits: { perMinute: 10_000_000, signInPerMinute: 10_000_000 },
    mail: { smtpUrl: null, from: 'Bench <bench@example.com>', directory: settings.folder },
  };
}

/** @param role `all` for background work in the same process */
export function createBenchApplication(
  settings: ServerSettings,
  role: PlatformOptions['role'],
  modules: readonly (Type | DynamicModule)[],
): Promise<NestFastifyApplication> {
  const platform = platformOf(settings, role);

  @Module({ imports: [PlatformModule.forRoot(platform), ...modules] })
  class BenchApplication {}

  const level = process.env['BENCH_LOG_LEVEL'] ?? 'info';
  const logger = new PinoLoggerService(
    createLogger({ level: level as 'info', format: 'json', contextFields }),
  );
  return createApplication(BenchApplication, { platform, logger });
}

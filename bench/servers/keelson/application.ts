import 'reflect-metadata';
import {
  contextFields,
  createApplication,
  createLogger,
  PinoLoggerService,
  PlatformModule,
  type PlatformOptions,
} from '@keelson/platform';
import { Module, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readSettings } from '../settings.js';
import { BenchAuthorityModule } from './authority.js';

/**
 * Keelson as it is shipped: every guard, hook, limit and log of the platform, one feature, no option for speed.
 * @param role `all` for background work in the same process
 */
export function createBenchApplication(
  feature: Type,
  role: PlatformOptions['role'],
): Promise<NestFastifyApplication> {
  const settings = readSettings();
  const platform: PlatformOptions = {
    role,
    http: { publicUrl: `http://127.0.0.1:${settings.port}`, bodyLimitBytes: 1_048_576, trustProxy: false },
    database: {
      url: settings.databaseUrl,
      poolSize: settings.poolSize,
      statementTimeoutMs: 10_000,
      connectTimeoutMs: 5_000,
    },
    queue: { redisUrl: process.env['REDIS_URL'] ?? null },
    access: { issuer: settings.issuer },
    limits: { perMinute: 10_000_000, signInPerMinute: 10 },
    mail: { smtpUrl: null, from: 'Bench <bench@example.com>', directory: process.env['BENCH_FOLDER'] ?? '' },
  };

  @Module({ imports: [PlatformModule.forRoot(platform), BenchAuthorityModule, feature] })
  class BenchApplication {}

  const logger = new PinoLoggerService(createLogger({ level: 'info', format: 'json', contextFields }));
  return createApplication(BenchApplication, { platform, logger });
}

import 'reflect-metadata';
import {
  contextFields,
  createApplication,
  createLogger,
  loadSettings,
  LogsSettings,
  PinoLoggerService,
  PlatformModule,
  type Role,
  type Variables,
} from '@keelson/platform';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServerSettings } from '../settings.js';

/**
 * Keelson as it is shipped: every guard, hook, limit and log of the platform, no option for speed.
 * @param role `all` for background work in the same process
 */
export async function createBenchApplication(
  given: ServerSettings,
  role: Role,
  modules: readonly (Type | DynamicModule)[],
  more: Variables = {},
): Promise<NestFastifyApplication> {
  @Module({ imports: [PlatformModule, ...modules] })
  class BenchApplication {}

  const settings = await loadSettings(BenchApplication, {
    ROLE: role,
    PUBLIC_URL: `http://127.0.0.1:${given.port}`,
    DATABASE_URL: given.databaseUrl,
    DATABASE_POOL_SIZE: String(given.poolSize),
    DATABASE_STATEMENT_TIMEOUT_MS: '10000',
    REDIS_URL: given.redisUrl ?? '',
    AUTH_ISSUER: given.issuer,
    RATE_LIMIT_PER_MINUTE: '10000000',
    KEELSON_DATA: given.folder,
    LOG_LEVEL: process.env['BENCH_LOG_LEVEL'],
    LOG_FORMAT: 'json',
    ...more,
  });
  const { level, format } = settings.get(LogsSettings);
  const logger = new PinoLoggerService(createLogger({ level, format, contextFields }));
  return createApplication(BenchApplication, { settings, logger });
}

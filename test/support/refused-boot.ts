import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { applicationOptions, createHttpAdapter, loadSettings, prepare } from '@keelson/platform';
import { Test } from '@nestjs/testing';
import { AppModule } from '../../src/app.module.js';
import type { TestApp } from './app.js';

/**
 * What an application says that must not start: the message of its refusal, on the database of one that runs.
 * @throws Error when it starts
 */
export function refusedBoot(beside: TestApp, ...modules: (Type | DynamicModule)[]): Promise<string> {
  return refusedImports(beside, [AppModule, ...modules]);
}

/** {@link refusedBoot} of an application with exactly these imports. */
export async function refusedImports(
  beside: TestApp,
  imports: readonly (Type | DynamicModule)[],
): Promise<string> {
  let application: NestFastifyApplication | null = null;
  try {
    const settings = await loadSettings(imports, {
      // As whoever has just written it would start it: then its document is built as well.
      NODE_ENV: 'development',
      DATABASE_URL: beside.databaseUrl,
      // Nothing is ever sent there.
      ...(beside.databaseUrl.startsWith('mysql') && { REDIS_URL: 'redis://127.0.0.1:1/0' }),
      ROLE: 'api',
      LOG_LEVEL: 'silent',
    });
    const module = await Test.createTestingModule({ imports: [settings.module, ...imports] }).compile();
    application = module.createNestApplication<NestFastifyApplication>(createHttpAdapter(settings), {
      ...applicationOptions,
      logger: false,
    });
    await prepare(application);
  } catch (error) {
    return (error as Error).message;
  } finally {
    await application?.close();
  }
  throw new Error('The application has started, and should not.');
}

import { FeatureRegistry } from '@keelson/kernel';
import { AccessGuard } from '@keelson/access/ports';
import type { DynamicModule, INestApplicationContext, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { setFlagsFromString } from 'node:v8';
import type { LoadedSettings } from '@keelson/runtime';
import { PlatformError } from '@keelson/runtime/ports';
import { DatabaseSettings, inspectEngine } from '@keelson/sql/ports';
import { createHttpAdapter } from '../http-adapter.js';
import { assertRoutesDeclared } from './declared-routes.js';
import { preparationsPoint } from './preparations-point.js';

/** The root of an application and its settings. */
class ConfiguredApplication {}

/** How every application is created, also by a test: `module.createNestApplication(adapter, …)`. */
export const applicationOptions = { bodyParser: false, abortOnError: false } as const;

/**
 * Makes an application of a root module that imports PlatformModule, or the modules of the packages that it uses, ready to
 * listen. Migrations are applied on the way, after it is known that every provider gets what it asks for.
 * @param options its settings, as `loadSettings` has read them for this root
 * @throws DatabaseUnusableError, or Error naming what a feature has declared wrongly
 */
export async function createApplication(
  root: Type | DynamicModule,
  { settings, logger }: { readonly settings: LoadedSettings; readonly logger: LoggerService },
): Promise<NestFastifyApplication> {
  keepRequestsYoung();
  const configured = { module: ConfiguredApplication, imports: [settings.module, root] };
  await resolve(configured);
  // Before the rest: modules connect side by side, and none of them says as well what is wrong with the database.
  await inspectEngine(settings.get(DatabaseSettings).options);
  const application = await NestFactory.create<NestFastifyApplication>(
    configured,
    createHttpAdapter(settings),
    { ...applicationOptions, logger },
  );
  return prepare(application);
}

/**
 * Makes sure that Nest can inject what the providers and controllers ask for, without making any: later, a start that fails
 * has already migrated the database.
 * @throws Error naming the provider and what it lacks
 */
async function resolve(root: Type | DynamicModule): Promise<void> {
  const preview = await NestFactory.createApplicationContext(root, {
    preview: true,
    abortOnError: false,
    logger: false,
  });
  await preview.close();
}

/**
 * Brings a created application to where it can answer; a test calls it on what its testing module gave.
 * @throws Error naming what is not declared completely
 */
export async function prepare(application: NestFastifyApplication): Promise<NestFastifyApplication> {
  assertGuarded(application);
  assertRoutesDeclared(application);
  const registry = application.get(FeatureRegistry, { strict: false });
  for (const { value } of registry.contributions(preparationsPoint)) await value(application);
  await application.init();
  await (application.getHttpAdapter() as FastifyAdapter).getInstance().ready();
  return application;
}

/** @throws PlatformError when nobody would ask who calls */
function assertGuarded(application: INestApplicationContext): void {
  try {
    application.get(AccessGuard, { strict: false });
  } catch (cause) {
    throw new PlatformError(
      'AccessModule is not imported, so every route would be open: import AccessModule of @keelson/access before RestModule.',
      { cause },
    );
  }
}

/**
 * V8 allocates in the old generation what code made so far has mostly outlived the young one. The first second of a
 * server, when every request waits for something, teaches it that of requests and answers; from then on their bodies and
 * headers are kept until a full collection, for the life of the process (ADR 20).
 */
function keepRequestsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}

import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { createHttpAdapter } from '@keelson/rest';
import { publishDocument } from '@keelson/openapi';
import { DatabaseSettings, inspectEngine } from '@keelson/sql/ports';
import { PlatformError, RuntimeSettings } from '@keelson/runtime/ports';
import type { LoadedSettings } from '@keelson/runtime';

/** The root of an application and its settings. */
class ConfiguredApplication {}

/** How every application on the platform is created, also by a test: `module.createNestApplication(adapter, …)`. */
export const applicationOptions = { bodyParser: false, abortOnError: false } as const;

/**
 * Makes an application of a root module that imports PlatformModule, ready to listen. Migrations are applied on the way,
 * after it is known that every provider gets what it asks for.
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
  const published = publishDocument(application);
  // Whoever forgets the description of a route learns it at the next start; it is the same in every later one (ADR 43).
  if (application.get(RuntimeSettings, { strict: false }).isDevelopment) void published.document;
  await application.init();
  await (application.getHttpAdapter() as FastifyAdapter).getInstance().ready();
  return application;
}

/**
 * Listens, and answers the address.
 * @throws PlatformError when the port is taken or may not be used
 */
export async function listen(
  application: NestFastifyApplication,
  port: number,
  host: string,
): Promise<string> {
  try {
    await application.listen(port, host);
  } catch (error) {
    throw explained(error, port, host);
  }
  return application.getUrl();
}

/**
 * Finds out what {@link listen} would at the end, before anything is opened or written.
 * @throws PlatformError when the port is taken or may not be used
 */
export async function refuseTakenPort(port: number, host: string): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
  } catch (error) {
    throw explained(error, port, host);
  }
  probe.close();
  await once(probe, 'close');
}

function explained(cause: unknown, port: number, host: string): unknown {
  const messages: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} on ${host} is in use; stop the process that listens on it, or set PORT to another port.`,
    EACCES: `The user that runs this process may not listen on port ${port}; set PORT to a port above 1023.`,
    EADDRNOTAVAIL: `${host} is not an address of this machine; set HOST to one that is.`,
    ENOTFOUND: `${host} is not an address of this machine; set HOST to one that is.`,
  };
  const message = messages[(cause as { code?: string }).code ?? ''];
  return message ? new PlatformError(message, { cause }) : cause;
}

/**
 * V8 allocates in the old generation what code made so far has mostly outlived the young one. The first second of a
 * server, when every request waits for something, teaches it that of requests and answers; from then on their bodies and
 * headers are kept until a full collection, for the life of the process (ADR 20).
 */
function keepRequestsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}

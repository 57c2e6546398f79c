import { maybeContext } from '@keelson/kernel';
import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpAdapter } from './http/index.js';
import { publishDocument } from './openapi/index.js';
import type { PlatformOptions } from './platform-options.js';

/** An application can't be what it was told to be; the message is one line that says what to do. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
}

/** How every application on the platform is created, also by a test: `module.createNestApplication(adapter, …)`. */
export const applicationOptions = { bodyParser: false, abortOnError: false } as const;

/**
 * Makes an application of a root module that imports PlatformModule, ready to listen. Migrations are applied on the way.
 * @throws DatabaseUnusableError, or Error naming what a feature has declared wrongly
 */
export async function createApplication(
  root: Type | DynamicModule,
  options: { readonly platform: PlatformOptions; readonly logger: LoggerService },
): Promise<NestFastifyApplication> {
  const application = await NestFactory.create<NestFastifyApplication>(
    root as Type,
    createHttpAdapter(options.platform),
    {
      ...applicationOptions,
      logger: options.logger,
    },
  );
  return prepare(application);
}

/** Brings a created application to where it can answer; a test calls it on what its testing module gave. */
export async function prepare(application: NestFastifyApplication): Promise<NestFastifyApplication> {
  publishDocument(application);
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
    const { code } = error as { code?: string };
    if (code === 'EADDRINUSE')
      throw new PlatformError(
        `Port ${port} on ${host} is in use; stop what listens there, or choose another with PORT.`,
        { cause: error },
      );
    if (code === 'EACCES')
      throw new PlatformError(`Port ${port} may not be used by this user; choose one above 1023 with PORT.`, {
        cause: error,
      });
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new PlatformError(`${host} is no address of this machine; set HOST.`, { cause: error });
    throw error;
  }
  return application.getUrl();
}

/** What every log line of a request or job bears. */
export function contextFields(): Record<string, unknown> {
  const context = maybeContext();
  return context
    ? { requestId: context.requestId, ...(context.operation && { operation: context.operation }) }
    : {};
}

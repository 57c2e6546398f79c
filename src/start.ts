import {
  armFaultPoint,
  contextFields,
  createApplication,
  createLogger,
  listen,
  PinoLoggerService,
  refuseTakenPort,
} from '@keelson/platform';
import type { LoggerService } from '@nestjs/common';
import { faultVariable, loadSettings, readEnvironment, type Settings } from '../config/index.js';
import { AppModule } from './app.module.js';
import { firstOperator, firstStart } from './first-start.js';
import { tellAddress, tellOwner } from './greeting.js';
import { openDatabase } from './open-database.js';
import { platformOptions } from './options.js';
import { Shutdown } from './shutdown.js';

/** Brings everything up in order; what was opened is closed in reverse, at a signal or when a step fails. */
export async function start(): Promise<void> {
  const environment = readEnvironment();
  const settings = loadSettings(environment);
  const fault = environment[faultVariable];
  if (fault) armFaultPoint(fault);
  const logger = new PinoLoggerService(createLogger({ ...settings.logs, contextFields }));
  const shutdown = new Shutdown(logger, settings.runtime.shutdownSeconds);
  await shutdown.guard(() => bringUp(settings, logger, shutdown));
}

async function bringUp(settings: Settings, logger: LoggerService, shutdown: Shutdown): Promise<void> {
  const { port, host } = settings.http;
  await refuseTakenPort(port, host);
  const { url: databaseUrl, embedded } = await openDatabase(settings, process.stdout);
  if (embedded) {
    shutdown.add('the embedded PostgreSQL', () => embedded.stop());
    void embedded.lost.then((reason) => shutdown.fail(reason));
  }
  shutdown.heed();
  const platform = platformOptions(settings, databaseUrl);
  const application = await createApplication(AppModule.with(settings, databaseUrl), { platform, logger });
  shutdown.add('the application', () => application.close());
  shutdown.heed();
  const owner = await firstStart(application, settings);
  // At once: nobody would learn the password if a later step failed.
  if (owner) tellOwner(settings, logger, owner);
  await firstOperator(application, settings);
  shutdown.heed();
  tellAddress(settings, logger, await listen(application, port, host), owner !== null);
}

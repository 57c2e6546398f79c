import {
  armFaultPoint,
  contextFields,
  createApplication,
  createLogger,
  faultVariable,
  HttpSettings,
  listen,
  type LoadedSettings,
  loadSettings,
  LogsSettings,
  PinoLoggerService,
  refuseTakenPort,
  RuntimeSettings,
  unsentMailFolder,
} from '@keelson/platform';
import type { LoggerService } from '@nestjs/common';
import { modeOf, readEnvironment } from '../config/index.js';
import { AppModule } from './app.module.js';
import { firstOperator, firstStart } from './first-start.js';
import { tellAddress, tellOwner } from './greeting.js';
import { openDatabase } from './open-database.js';
import { Shutdown } from './shutdown.js';

/** Brings everything up in order; what was opened is closed in reverse, at a signal or when a step fails. */
export async function start(): Promise<void> {
  const environment = readEnvironment();
  const settings = await loadSettings(AppModule, environment);
  const fault = environment[faultVariable];
  if (fault) armFaultPoint(fault);
  const { level, format } = settings.get(LogsSettings);
  const logger = new PinoLoggerService(createLogger({ level, format, contextFields }));
  const shutdown = new Shutdown(logger, settings.get(RuntimeSettings).shutdownSeconds);
  await shutdown.guard(() => bringUp(settings, logger, shutdown));
}

async function bringUp(given: LoadedSettings, logger: LoggerService, shutdown: Shutdown): Promise<void> {
  const { port, host } = given.get(HttpSettings);
  const mode = modeOf(given);
  const started = { mode, logFormat: given.get(LogsSettings).format };
  await refuseTakenPort(port, host);
  const { settings, embedded } = await openDatabase(given, process.stdout);
  if (embedded) {
    shutdown.add('the embedded PostgreSQL', () => embedded.stop());
    void embedded.lost.then((reason) => shutdown.fail(reason));
  }
  shutdown.heed();
  const application = await createApplication(AppModule, { settings, logger });
  shutdown.add('the application', () => application.close());
  shutdown.heed();
  const owner = await firstStart(application, mode);
  // At once: nobody would learn the password if a later step failed.
  if (owner) tellOwner(started, logger, owner);
  await firstOperator(application);
  shutdown.heed();
  const url = await listen(application, port, host);
  tellAddress(started, logger, { url, mailFolder: unsentMailFolder(settings), isFirst: owner !== null });
}

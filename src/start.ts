import { join } from 'node:path';
import {
  armFaultPoint,
  contextFields,
  createApplication,
  createLogger,
  DatabaseSettings,
  faultVariable,
  HttpSettings,
  listen,
  type LoadedSettings,
  loadSettings,
  LogsSettings,
  PinoLoggerService,
  refuseTakenPort,
  RuntimeSettings,
  startEmbeddedPostgres,
} from '@keelson/platform';
import type { LoggerService } from '@nestjs/common';
import { modeOf, readEnvironment } from '../config/index.js';
import { AppModule } from './app.module.js';
import { firstOperator, firstStart } from './first-start.js';
import { tellAddress, tellOwner } from './greeting.js';
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
  const settings = given.get(DatabaseSettings).url ? given : await withOwnDatabase(given, shutdown);
  shutdown.heed();
  const application = await createApplication(AppModule, { settings, logger });
  shutdown.add('the application', () => application.close());
  shutdown.heed();
  const owner = await firstStart(application, mode);
  // At once: nobody would learn the password if a later step failed.
  if (owner) tellOwner(started, logger, owner);
  await firstOperator(application);
  shutdown.heed();
  tellAddress(started, logger, await listen(application, port, host), owner !== null);
}

async function withOwnDatabase(settings: LoadedSettings, shutdown: Shutdown): Promise<LoadedSettings> {
  process.stdout.write('Evaluation mode: DATABASE_URL is not set, so Keelson runs an embedded PostgreSQL.\n');
  const server = await startEmbeddedPostgres({
    directory: join(settings.get(RuntimeSettings).dataFolder, 'postgres'),
    log: (line) => process.stdout.write(`  ${line}\n`),
  });
  shutdown.add('the embedded PostgreSQL', () => server.stop());
  void server.lost.then((reason) => shutdown.fail(reason));
  return settings.with(DatabaseSettings, { url: server.url });
}

import { join } from 'node:path';
import {
  contextFields,
  createApplication,
  createLogger,
  listen,
  PinoLoggerService,
  startEmbeddedPostgres,
} from '@keelson/platform';
import { loadSettings, readEnvironment, type Settings } from '../config/index.js';
import { AppModule } from './app.module.js';
import { firstStart, greeting } from './first-start.js';
import { platformOptions } from './options.js';
import { Shutdown } from './shutdown.js';

/** Brings everything up in order; what was opened is closed in reverse, at a signal or when a step fails. */
export async function start(): Promise<void> {
  const settings = loadSettings(readEnvironment());
  const logger = new PinoLoggerService(createLogger({ ...settings.logs, contextFields }));
  const shutdown = new Shutdown(logger, settings.runtime.shutdownSeconds);
  // Before anything is opened: a signal during the start must find out what to close.
  shutdown.listenForSignals();
  try {
    const databaseUrl = await databaseOf(settings, shutdown);
    const platform = platformOptions(settings, databaseUrl);
    const application = await createApplication(AppModule.with(settings, databaseUrl), { platform, logger });
    shutdown.add('the application', () => application.close());
    const owner = await firstStart(application, settings);
    const url = await listen(application, settings.http.port, settings.http.host);
    if (!shutdown.begun) process.stdout.write(greeting(settings, url, owner));
  } catch (error) {
    await shutdown.closeAll();
    if (!shutdown.begun) throw error;
  }
}

async function databaseOf(settings: Settings, shutdown: Shutdown): Promise<string> {
  if (settings.database.url) return settings.database.url;
  process.stdout.write('Evaluation mode: without DATABASE_URL, Keelson runs a PostgreSQL of its own.\n');
  const server = await startEmbeddedPostgres({
    directory: join(settings.runtime.dataFolder, 'postgres'),
    log: (line) => process.stdout.write(`${line}\n`),
  });
  shutdown.add('the embedded PostgreSQL', () => server.stop());
  return server.url;
}

import { SettingsError, type StartMode } from '@keelson/kernel';

import { createApplication, HttpSettings, listen, refuseTakenPort } from '@keelson/rest';
import {
  contextFields,
  createLogger,
  faultVariable,
  loadSettings,
  LogsSettings,
  PinoLoggerService,
  RuntimeSettings,
  type LoadedSettings,
} from '@keelson/runtime';

import { armFaultPoint } from '@keelson/sql';
import type { LoggerService, Type } from '@nestjs/common';
import { failureText } from './failure-text.js';
import { Greeting } from './greeting.js';
import { modeOf } from './mode.js';
import { openDatabase } from './open-database.js';
import { Shutdown } from './shutdown.js';

/**
 * Serves an application until a signal ends the process. It finds the database, or starts the embedded one; reads the
 * settings of the modules, migrates, runs the {@link StartStep}s, and listens. A failure is written to the standard error in
 * one line that says what to do, and ends the process with exit code 1.
 * @param root the module that imports all others
 * @param environment reads the variables for the settings: `() => withEnvFile(process.env)`
 */
export async function startServer(root: Type, environment: () => NodeJS.ProcessEnv): Promise<void> {
  try {
    const variables = environment();
    const settings = await loadSettings(root, variables);
    const fault = variables[faultVariable];
    if (fault) armFaultPoint(fault);
    const { level, format } = settings.get(LogsSettings);
    const logger = new PinoLoggerService(createLogger({ level, format, contextFields }));
    const shutdown = new Shutdown(logger, settings.get(RuntimeSettings).shutdownSeconds);
    await shutdown.guard(() => bringUp(root, settings, logger, shutdown));
  } catch (error) {
    const introduction = error instanceof SettingsError ? '' : 'Keelson did not start. ';
    process.stderr.write(`${introduction}${failureText(error)}\n`);
    // At once: what is half open (a pool, a timer) must not keep a process alive that serves nothing.
    process.exit(1);
  }
}

/** Brings everything up in order; what was opened is closed in reverse, at a signal or when a step fails. */
async function bringUp(
  root: Type,
  given: LoadedSettings,
  logger: LoggerService,
  shutdown: Shutdown,
): Promise<void> {
  const { port, host } = given.get(HttpSettings);
  const mode: StartMode = modeOf(given);
  await refuseTakenPort(port, host);
  const { settings, embedded } = await openDatabase(given, process.stdout);
  if (embedded) {
    shutdown.add('the embedded PostgreSQL', () => embedded.stop());
    void embedded.lost.then((reason) => shutdown.fail(reason));
  }
  shutdown.heed();
  const application = await createApplication(root, { settings, logger });
  shutdown.add('the application', () => application.close());
  const greeting = new Greeting(application, logger, { mode, logFormat: given.get(LogsSettings).format });
  await greeting.run(() => shutdown.heed());
  shutdown.heed();
  greeting.served(await listen(application, port, host));
}

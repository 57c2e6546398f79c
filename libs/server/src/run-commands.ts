import type { EmbeddedPostgres } from '@keelson/embedded-postgres';
import { createApplication } from '@keelson/rest';
import { createLogger, loadSettings, PinoLoggerService, RuntimeSettings } from '@keelson/runtime';
import { DatabaseSettings, runCommandLine } from '@keelson/sql';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { constants } from 'node:os';
import { failureText } from './failure-text.js';
import { openDatabase } from './open-database.js';

/**
 * Runs the command that the arguments of the process name, such as `routes` or `migrate`, and sets the exit code: 1 for a
 * failure, 2 for a wrong usage, else the command's.
 * @param root the module that imports all others; the commands are those of its modules
 * @param environment reads the variables for the settings: `() => withEnvFile(process.env)`
 */
export async function runCommands(root: Type, environment: () => NodeJS.ProcessEnv): Promise<void> {
  // The first signal waits for the command, since MySQL cannot roll back half a migration; the second ends the process.
  let interrupted: 'SIGINT' | 'SIGTERM' | null = null;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      interrupted ??= signal;
      process.stderr.write(`${signal}: exiting after the command has finished; send it again to exit now\n`);
    });
  let code = 1;
  try {
    code = await run(root, environment);
  } catch (error) {
    process.stderr.write(`${failureText(error)}\n`);
  }
  process.exitCode = interrupted ? 128 + constants.signals[interrupted] : code;
}

async function run(root: Type, environment: () => NodeJS.ProcessEnv): Promise<number> {
  const settings = () => loadSettings(root, environment());
  let embedded: EmbeddedPostgres | null = null;
  let application: INestApplicationContext | null = null;
  const open = async () => {
    const opened = await openDatabase(await settings(), process.stderr);
    embedded = opened.embedded;
    return opened.settings;
  };
  try {
    return await runCommandLine(process.argv.slice(2), {
      name: 'keelson',
      root,
      settings,
      database: async () => (await open()).get(DatabaseSettings).options,
      services: async () => {
        const opened = (await open()).with(RuntimeSettings, { role: 'command' });
        // The standard output is the command's.
        const logger = new PinoLoggerService(
          createLogger({ level: 'error', format: 'json', destination: process.stderr }),
        );
        application = await createApplication(root, { settings: opened, logger });
        return application;
      },
    });
  } finally {
    await (application as INestApplicationContext | null)?.close();
    await (embedded as EmbeddedPostgres | null)?.stop();
  }
}

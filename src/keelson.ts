import 'reflect-metadata';
import {
  createApplication,
  createLogger,
  DatabaseSettings,
  loadSettings,
  PinoLoggerService,
  runCommandLine,
  RuntimeSettings,
} from '@keelson/platform';
import type { EmbeddedPostgres } from '@keelson/embedded-postgres';
import type { INestApplicationContext } from '@nestjs/common';
import { constants } from 'node:os';
import { readEnvironment } from '../config/index.js';
import { AppModule } from './app.module.js';
import { failureText } from './failure-text.js';
import { openDatabase } from './open-database.js';

/** The command line of this application: `keelson routes`. The exit code is 1 for a failure, 2 for a wrong usage, else the command's. */
async function main(): Promise<number> {
  const settings = () => loadSettings(AppModule, readEnvironment());
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
      root: AppModule,
      settings,
      database: async () => (await open()).get(DatabaseSettings).options,
      services: async () => {
        const opened = (await open()).with(RuntimeSettings, { role: 'command' });
        // The standard output is the command's.
        const logger = new PinoLoggerService(
          createLogger({ level: 'error', format: 'json', destination: process.stderr }),
        );
        application = await createApplication(AppModule, { settings: opened, logger });
        return application;
      },
    });
  } finally {
    await (application as INestApplicationContext | null)?.close();
    await (embedded as EmbeddedPostgres | null)?.stop();
  }
}

/** The first signal waits for the command, since MySQL cannot roll back half a migration; the second ends the process. */
let interrupted: 'SIGINT' | 'SIGTERM' | null = null;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    interrupted ??= signal;
    process.stderr.write(`${signal}: exiting after the command has finished; send it again to exit now\n`);
  });

void main()
  .catch((error: unknown) => {
    process.stderr.write(`${failureText(error)}\n`);
    return 1;
  })
  .then((code) => {
    process.exitCode = interrupted ? 128 + constants.signals[interrupted] : code;
  });

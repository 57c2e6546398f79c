import 'reflect-metadata';
import { DatabaseSettings, loadSettings, runCommandLine, type EmbeddedPostgres } from '@keelson/platform';
import { constants } from 'node:os';
import { readEnvironment } from '../config/index.js';
import { AppModule } from './app.module.js';
import { failureText } from './failure-text.js';
import { openDatabase } from './open-database.js';

/** The command line of this application: `keelson routes`. The exit code is 1 for a failure, 2 for a wrong usage, else the command's. */
async function main(): Promise<number> {
  const settings = () => loadSettings(AppModule, readEnvironment());
  let embedded: EmbeddedPostgres | null = null;
  try {
    return await runCommandLine(process.argv.slice(2), {
      name: 'keelson',
      root: AppModule,
      settings,
      database: async () => {
        const opened = await openDatabase(await settings(), process.stderr);
        embedded = opened.embedded;
        return opened.settings.get(DatabaseSettings).options;
      },
    });
  } finally {
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

const code = await main().catch((error: unknown) => {
  process.stderr.write(`${failureText(error)}\n`);
  return 1;
});
process.exitCode = interrupted ? 128 + constants.signals[interrupted] : code;

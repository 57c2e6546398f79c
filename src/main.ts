import 'reflect-metadata';
import { DatabaseUnusableError, EmbeddedPostgresError, PlatformError } from '@keelson/platform';
import { SettingsError } from '../config/index.js';
import { start } from './start.js';

/** Failures that an operator can mend: their message is the whole story. */
const expected = [SettingsError, DatabaseUnusableError, EmbeddedPostgresError, PlatformError];

start().catch((error: unknown) => {
  const failure = error instanceof Error ? error : new Error(String(error));
  const told = expected.some((type) => failure instanceof type)
    ? failure.message
    : (failure.stack ?? failure.message);
  process.stderr.write(`Keelson did not start. ${told}\n`);
  // At once: what is half open (a pool, a timer) must not keep a process alive that serves nothing.
  process.exit(1);
});

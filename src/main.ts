import 'reflect-metadata';
import { DomainError, SettingsError } from '@keelson/kernel';
import { DatabaseUnusableError, EmbeddedPostgresError, PlatformError } from '@keelson/platform';
import { start } from './start.js';

/** Failures that an operator can mend: their message is the whole story. */
const expected = [SettingsError, DatabaseUnusableError, EmbeddedPostgresError, PlatformError, DomainError];

start().catch((error: unknown) => {
  const failure = error instanceof Error ? error : new Error(String(error));
  const told = expected.some((type) => failure instanceof type)
    ? failure.message
    : (failure.stack ?? failure.message);
  const introduction = failure instanceof SettingsError ? '' : 'Keelson did not start. ';
  process.stderr.write(`${introduction}${told}\n`);
  // At once: what is half open (a pool, a timer) must not keep a process alive that serves nothing.
  process.exit(1);
});

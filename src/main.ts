import 'reflect-metadata';
import { SettingsError } from '@keelson/kernel';
import { failureText } from './failure-text.js';
import { start } from './start.js';

start().catch((error: unknown) => {
  const introduction = error instanceof SettingsError ? '' : 'Keelson did not start. ';
  process.stderr.write(`${introduction}${failureText(error)}\n`);
  // At once: what is half open (a pool, a timer) must not keep a process alive that serves nothing.
  process.exit(1);
});

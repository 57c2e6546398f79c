import 'reflect-metadata';
import { judge, runByArguments } from '@keelson/testing/judge';
import { AppModule } from '../../src/app.module.js';
import { run as judgeMutants } from './mutants-run.js';

/** What `npm run verify` does. @returns its exit code */
export function verify(argv: readonly string[]): Promise<number> {
  const others = argv.filter((word) => word !== '--mutants');
  const isOfMutants = others.length < argv.length;
  return runByArguments(others, isOfMutants ? judgeMutants : (run) => judge(AppModule, run));
}

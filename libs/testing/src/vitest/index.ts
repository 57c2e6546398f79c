/** Applications in vitest: `@keelson/testing/vitest`. */
import 'reflect-metadata';
import { inject, onTestFailed } from 'vitest';
import { startApplication, type StartOptions, type TestApp } from '../application.js';
import { installed } from '../installed.js';
import type { Root } from '../migrated-database.js';
import './provided-context.js';

export { signIn, type Answer, type Http, type RequestOptions, type SignedIn } from '../signed-in.js';
export type { ProvidedServers } from './provided-context.js';
export type { TestApp };

/** How {@link startApp} starts an application differently. */
export type AppOptions = Omit<StartOptions, 'engine' | 'servers'>;

/**
 * The whole application on a database of its own, on the engine of the test's project. With `@keelson/conformance`
 * installed, an answer that is not as the application's document says fails the test that asked.
 * @throws as `startApplication`
 */
export async function startApp(root: Root, options: AppOptions = {}): Promise<TestApp> {
  const contract = await installed('@keelson/conformance', () => import('../kept-contract.js'));
  const heard: StartOptions['heard'] = (nest, method, url, request, answer) => {
    if (answer.serverError !== undefined)
      printOnFailure(`${method} ${url} returned ${answer.status}: ${answer.serverError}`);
    contract?.keptContract(nest, method, url, request, answer);
  };
  return startApplication(root, { heard, ...options, engine: inject('engine'), servers: inject('servers') });
}

/** A test that expects the 500 is quiet; outside of tests, such as in a hook, nobody expects one. */
function printOnFailure(line: string): void {
  try {
    onTestFailed(() => console.error(line));
  } catch {
    console.error(line);
  }
}

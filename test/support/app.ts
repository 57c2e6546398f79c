import { inject, onTestFailed } from 'vitest';
import { keptContract } from './kept-contract.js';
import { startApplication, type StartOptions, type TestApp } from './application.js';

export type { StartOptions, TestApp };
export { signIn, type Answer, type Http, type RequestOptions, type SignedIn } from './signed-in.js';

/** The whole application on a database of its own, on the engine of the test's project; its answers must keep the contract. */
export function startApp(options: StartOptions = {}): Promise<TestApp> {
  return startApplication(inject('engine'), inject('servers'), { heard, ...options });
}

const heard: NonNullable<StartOptions['heard']> = (nest, method, url, request, answer) => {
  if (answer.serverError !== undefined)
    tellOnFailure(`${method} ${url} returned ${answer.status}: ${answer.serverError}`);
  keptContract(nest, method, url, request, answer);
};

/** A test that expects the 500 is quiet; outside of tests, such as in a hook, nobody expects one. */
function tellOnFailure(line: string): void {
  try {
    onTestFailed(() => console.error(line));
  } catch {
    console.error(line);
  }
}

import { inject } from 'vitest';
import { keptContract } from './kept-contract.js';
import { startApplication, type StartOptions, type TestApp } from './application.js';

export type { StartOptions, TestApp };
export { signIn, type Answer, type Http, type RequestOptions, type SignedIn } from './signed-in.js';

/** The whole application on a database of its own, on the engine of the test's project; its answers must keep the contract. */
export function startApp(options: StartOptions = {}): Promise<TestApp> {
  return startApplication(inject('engine'), inject('servers'), { heard: keptContract, ...options });
}

import { startApp as start, type AppOptions, type TestApp } from '@keelson/testing/vitest';
import { AppModule } from '../../src/app.module.js';

export { signIn, type Answer, type Http, type RequestOptions, type SignedIn } from '@keelson/testing';
export type { AppOptions as StartOptions, TestApp };

/** This application on a database of its own, on the engine of the test's project; its answers must keep the contract. */
export function startApp(options: AppOptions = {}): Promise<TestApp> {
  return start(AppModule, options);
}

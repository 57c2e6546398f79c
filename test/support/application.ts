import {
  startApplication as start,
  type Engine,
  type StartOptions as Options,
  type TestApp,
  type TestServers,
} from '@keelson/testing';
import { AppModule } from '../../src/app.module.js';

export type { TestApp };

/** How this application is started differently. */
export type StartOptions = Omit<Options, 'engine' | 'servers'>;

/** This application on a database of its own. */
export function startApplication(
  engine: Engine,
  servers: TestServers,
  options: StartOptions = {},
): Promise<TestApp> {
  return start(AppModule, { ...options, engine, servers });
}

import 'vitest';
import type { Engine, TestServers } from '../servers/index.js';

/** What a test reads with `inject`: in the projects of one engine only. */
export interface ProvidedServers {
  engine: Engine;
  servers: TestServers;
}

declare module 'vitest' {
  export interface ProvidedContext extends ProvidedServers {}
}

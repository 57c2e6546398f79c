import 'vitest';
import type { Engine, TestServers } from './servers/index.js';

declare module 'vitest' {
  /** What a test reads with `inject`: in the projects `postgres` and `mysql` only. */
  export interface ProvidedContext {
    engine: Engine;
    servers: TestServers;
  }
}

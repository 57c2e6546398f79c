import 'vitest';
import type { Engine, TestServers } from './servers/index.js';

declare module 'vitest' {
  /** What a test reads with `inject`: in the projects of one engine only. */
  export interface ProvidedContext {
    engine: Engine;
    servers: TestServers;
  }
}

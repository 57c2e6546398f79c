/** Parts of a vitest.config.ts: `@keelson/testing/vitest-config`. */
import type { Engine } from '../servers/test-database.js';

/** Which files a project of an engine has. */
export interface EngineFiles {
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
}

/**
 * A project for each engine, with the same files and with servers of its own:
 * `test: { projects: engineProjects(['postgres'], { include: ['src/**\/*.spec.ts'] }) }`.
 */
export function engineProjects(engines: readonly Engine[], { include, exclude }: EngineFiles) {
  return engines.map((engine) => ({
    extends: true as const,
    test: {
      name: engine,
      include: [...include],
      ...(exclude && { exclude: [...exclude] }),
      provide: { engine },
      // Decorators write their metadata while their modules load.
      setupFiles: ['reflect-metadata'],
      globalSetup: ['@keelson/testing/vitest-setup'],
      // Only what hangs ends by these: a busy machine takes several times as long.
      testTimeout: 60_000,
      hookTimeout: 120_000,
    },
  }));
}

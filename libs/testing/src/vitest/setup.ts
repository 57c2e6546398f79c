import type { TestProject } from 'vitest/node';
import type {} from './provided-context.js';
import { startServers } from '../servers/index.js';

/**
 * A globalSetup for projects with `provide: { engine }`: starts what the project needs, once, before its first file; vitest skips projects without a
 * selected file.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = performance.now();
  try {
    const { engine } = project.config.provide;
    if (!engine)
      throw new Error(
        `The project ${project.name} has no engine: add provide: { engine: 'postgres' } to the project.`,
      );
    const { servers, stop } = await startServers(engine);
    project.provide('servers', servers);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`servers for ${project.name} ready in ${seconds} s\n`);
    return stop;
  } catch (error) {
    // One line that says what is missing: where in our code that was found helps nobody.
    if (error instanceof Error) error.stack = `${error.name}: ${error.message}`;
    throw error;
  }
}

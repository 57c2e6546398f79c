import { engineProjects } from '@keelson/testing/vitest-config';
import { defineConfig } from 'vitest/config';
import { engine } from './test/engine.js';

export default defineConfig({
  // One project for each engine, with its own database servers.
  test: { projects: engineProjects([engine], { include: ['{src,test}/**/*.spec.ts'] }) },
});

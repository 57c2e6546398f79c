import { createViteServer } from 'vitest/node';

process.env['NODE_ENV'] ??= 'test';

/**
 * Reads sources as the tests do, by Vitest's own configuration: @keelson/* resolve to their sources, and decorators write
 * their metadata.
 * @param {import('vite').Plugin[]} plugins
 */
export const openTestSources = (plugins = []) =>
  createViteServer({
    configFile: 'vitest.config.ts',
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
    plugins,
  });

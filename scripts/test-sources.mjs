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

/**
 * Ends this process on a signal, once what is running has been closed: the function of that name in libs/testing.
 * @param {import('vite').ViteDevServer} vite @param {() => Promise<void>} close
 * @returns {Promise<AbortSignal>} aborted as soon as a signal has come
 */
export async function endOnSignal(vite, close) {
  const testing = await vite.ssrLoadModule('/libs/testing/src/judge/end-on-signal.ts');
  return testing.endOnSignal(close);
}

// npm run verify:mutants [-- --feature NAME] [--engine mysql|postgres] [--kind KIND] [--most N]: changes the shipped
// features one place at a time, and prints which changes the conformance kit does not see.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createViteServer } from 'vitest/node';

const usage =
  'Usage: npm run verify:mutants [-- --feature NAME] [--engine mysql|postgres] [--kind KIND] [--most N]';

process.env['NODE_ENV'] ??= 'test';

/** @param {{ file: string, text: string } | null} changed one file that reads otherwise than it is */
function createServer(changed) {
  return createViteServer({
    configFile: 'vitest.config.ts',
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
    plugins: [
      {
        name: 'mutant',
        enforce: 'pre',
        /** @param {string} _text @param {string} id */
        transform: (_text, id) => (changed && id === resolve(changed.file) ? changed.text : undefined),
      },
    ],
  });
}

if (process.argv[2] === '--judge') {
  process.once('disconnect', () => process.exit());
  process.once('message', async (/** @type {{ changed: { file: string, text: string } | null }} */ task) => {
    /** @param {unknown} answer */
    const tell = (answer) => process.send?.(answer, () => process.exit());
    try {
      const vite = await createServer(task.changed);
      const { judge } = await vite.ssrLoadModule('/test/conformance/mutants-judge.ts');
      await judge(task, tell);
    } catch (error) {
      // What can't even be loaded would not have compiled or booted.
      tell({ refused: error instanceof Error ? error.message : String(error) });
    }
  });
} else {
  const { feature = null, engine = 'postgres', kind = null, most } = readArguments();
  let close = async () => {};
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.once(signal, () => void close().finally(() => process.exit(1)));
  const vite = await createServer(null);
  const { run } = await vite.ssrLoadModule('/test/conformance/mutants-of-features.ts');
  const survivors = await run({
    engine,
    feature,
    kind,
    most: most === undefined ? null : Number(most),
    /** @param {() => Promise<void>} how */
    opened: (how) => {
      close = how;
    },
  });
  process.exit(survivors > 0 ? 1 : 0);
}

function readArguments() {
  try {
    const text = /** @type {const} */ ({ type: 'string' });
    const { values } = parseArgs({ options: { feature: text, engine: text, kind: text, most: text } });
    if (values.engine !== undefined && values.engine !== 'mysql' && values.engine !== 'postgres')
      throw new Error(`--engine must be mysql or postgres, not "${values.engine}".`);
    return values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}

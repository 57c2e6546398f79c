// npm run verify:mutants: changes the shipped features one place at a time, and prints which changes nobody notices.
//   --feature NAME   only changes in this feature          --engine mysql|postgres   where they are judged (postgres)
//   --only TEXT      only those whose id holds this text   --sample N                so many, spread over all
//   --at-once N      so many applications (2)           --fresh   judges all again, also what earlier runs have judged
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createVitest } from 'vitest/node';
import { endOnSignal, openTestSources } from './test-sources.mjs';

const usage =
  'Usage: npm run verify:mutants [-- --feature NAME] [--engine mysql|postgres] [--only TEXT] [--sample N] [--at-once N] [--fresh]';
const folder = '/test/conformance/generated';

/** The one file that reads otherwise than it is. @type {{ file: string, text: string } | null} */
let changed = null;

const plugins = [
  {
    name: 'mutant',
    enforce: /** @type {const} */ ('pre'),
    /** @param {string} _text @param {string} id */
    transform: (_text, id) => (changed && id === resolve(changed.file) ? changed.text : undefined),
  },
];

const createServer = () => openTestSources(plugins);

const role = process.argv[2];
if (role === '--judge') {
  process.once('disconnect', () => process.exit());
  const ssr = /** @type {any} */ ((await createServer()).environments.ssr);
  const { JudgeOfSpecs } = await ssr.runner.import(`${folder}/judge-of-specs.ts`);
  const specs = new JudgeOfSpecs(createVitest, plugins);
  /** @param {import('../test/conformance/generated/judges.ts').Task} task @param {string} judge */
  const answerOf = async (task, judge) => {
    for (const { file } of [changed, task.changed].filter((one) => one !== null)) {
      for (const module of ssr.moduleGraph.getModulesByFile(resolve(file)) ?? [])
        ssr.moduleGraph.invalidateModule(module);
      specs.forget(resolve(file));
    }
    changed = task.changed;
    if (judge === 'specs') return specs.failureOf(task);
    // Classes and what decorators note of them can't be taken back: every module is run again. What they import from
    // packages stays, and so does the text that was made of them.
    ssr.runner.clearCache();
    const { judgeByKit } = await ssr.runner.import(`${folder}/judge-by-kit.ts`);
    return judgeByKit(task, judge);
  };
  process.on('message', async (/** @type {any} */ { task, judge }) => {
    // What can't even be loaded would not have booted.
    const noticed = await answerOf(task, judge).catch(
      (/** @type {Error} */ error) => `boot: ${error.message}`,
    );
    const isFull = process.memoryUsage.rss() > 1_200_000_000;
    process.send?.({ noticed }, () => isFull && process.exit());
  });
  process.send?.('ready');
} else if (role === '--compiler') {
  process.once('disconnect', () => process.exit());
  const vite = await createServer();
  const { TypeCheck } = await vite.ssrLoadModule(`${folder}/type-check.ts`);
  const check = new TypeCheck();
  process.on('message', (/** @type {any} */ { task }) => process.send?.({ noticed: check.of(task.changed) }));
  process.send?.('ready');
} else {
  let close = async () => {};
  const options = readArguments();
  const vite = await createServer();
  const interrupted = await endOnSignal(vite, () => close());
  const { run } = await vite.ssrLoadModule(`${folder}/run.ts`);
  try {
    const survivors = await run({
      ...options,
      /** @param {() => Promise<void>} how */
      opened: (how) => {
        close = how;
      },
    });
    if (!interrupted.aborted) process.exit(survivors > 0 ? 1 : 0);
  } catch (error) {
    if (!interrupted.aborted) {
      console.error(error instanceof Error ? error.message : String(error));
      process.exit(1);
    }
  }
}

function readArguments() {
  try {
    const text = /** @type {const} */ ({ type: 'string' });
    const { values } = parseArgs({
      options: {
        feature: text,
        engine: text,
        only: text,
        sample: text,
        'at-once': text,
        fresh: { type: 'boolean' },
      },
    });
    const { feature = null, engine = 'postgres', only = null, fresh = false } = values;
    if (engine !== 'mysql' && engine !== 'postgres')
      throw new Error(`--engine must be mysql or postgres, not "${engine}".`);
    /** @param {'sample' | 'at-once'} name */
    const number = (name) => {
      const given = values[name];
      if (given !== undefined && !/^[1-9]\d*$/.test(given))
        throw new Error(`--${name} must be a number, not "${given}".`);
      return given === undefined ? null : Number(given);
    };
    return { feature, engine, only, sample: number('sample'), atOnce: number('at-once') ?? 2, fresh };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}

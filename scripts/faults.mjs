// npm run test:faults [-- --engine mysql|postgres] [--seed N] [--planted] …: the crash ledger; --transfers: files in and out.
import { parseArgs } from 'node:util';
import { endOnSignal, openTestSources } from './test-sources.mjs';

const usage =
  'Usage: npm run test:faults [-- --engine mysql|postgres] [--seed N] [--kills N] [--writes N] [--minutes N] [--right-clocks] [--planted] [--bug NAME]\n       npm run test:faults -- --transfers [--rows N] [--engine mysql|postgres]';

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        engine: { type: 'string' },
        seed: { type: 'string' },
        kills: { type: 'string' },
        writes: { type: 'string' },
        minutes: { type: 'string' },
        planted: { type: 'boolean', default: false },
        transfers: { type: 'boolean', default: false },
        rows: { type: 'string' },
        'right-clocks': { type: 'boolean', default: false },
        bug: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    const { engine, planted, bug } = values;
    if (engine !== undefined && engine !== 'mysql' && engine !== 'postgres')
      throw new Error(`--engine must be mysql or postgres, not "${engine}".`);
    /** @param {'seed' | 'kills' | 'writes' | 'minutes' | 'rows'} name @param {number} usual */
    const number = (name, usual) => {
      const value = values[name] === undefined ? usual : Number(values[name]);
      if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} must be a whole number.`);
      return value;
    };
    return {
      engines: engine ? [engine] : ['mysql', 'postgres'],
      seed: number('seed', Math.floor(Math.random() * 2 ** 31)),
      kills: number('kills', 200),
      writes: number('writes', 20_000),
      minutes: number('minutes', 18),
      planted,
      transfers: values.transfers,
      rows: number('rows', 1_000_000),
      rightClocks: values['right-clocks'],
      bug: bug ?? null,
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}

/** Ends what is running. */
let close = async () => {};
const options = readArguments();
const vite = await openTestSources();
const interrupted = await endOnSignal(vite, () => close());
try {
  const { main } = await vite.ssrLoadModule('/test/faults/main.ts');
  const passed = await main({
    ...options,
    /** @param {string} line */
    say: (line) => console.log(line),
    /** @param {() => Promise<void>} how */
    opened: (how) => {
      close = how;
    },
  });
  process.exitCode = passed ? 0 : 1;
} catch (error) {
  if (!interrupted.aborted) {
    console.error(error instanceof Error ? error.stack : String(error));
    process.exitCode = 1;
  }
}
if (!interrupted.aborted) process.exit();

// npm run verify [-- --feature NAME] [--engine mysql|postgres] [--check NAME] [--seed N] [--sequences N] [--keep]: the conformance kit over all modules, on both engines.
// npm run verify -- --mutants: the kit over its hand-made mutants (NAME is then what their names begin with).
import { parseArgs } from 'node:util';
import { endOnSignal } from './end-on-signal.mjs';
import { openTestSources } from './test-sources.mjs';

const usage =
  'Usage: npm run verify [-- --feature NAME] [--engine mysql|postgres] [--check NAME] [--seed N] [--sequences N] [--keep] [--mutants]';

/** @typedef {'mysql' | 'postgres'} Engine */

/** @typedef {{ seed?: number, sequences?: number, isKept?: boolean }} Exploration */

/** @returns {{ feature: string | null, engines: Engine[], mutants: boolean, check: string | null, exploration: Exploration }} */
function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        feature: { type: 'string' },
        engine: { type: 'string' },
        mutants: { type: 'boolean' },
        check: { type: 'string' },
        seed: { type: 'string' },
        sequences: { type: 'string' },
        keep: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    const { feature = null, engine, mutants = false, check = null } = values;
    if (engine !== undefined && engine !== 'mysql' && engine !== 'postgres')
      throw new Error(`--engine must be mysql or postgres, not "${engine}".`);
    const exploration = {
      ...(values.keep !== undefined && { isKept: values.keep }),
      ...(values.seed !== undefined && { seed: wholeNumber('--seed', values.seed) }),
      ...(values.sequences !== undefined && { sequences: wholeNumber('--sequences', values.sequences) }),
    };
    return { feature, engines: engine ? [engine] : ['postgres', 'mysql'], mutants, check, exploration };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}

/** @param {string} name @param {string} text */
function wholeNumber(name, text) {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new Error(`${name} must be a whole number, not "${text}".`);
  return number;
}

/** Closes the application that is being judged. */
let close = async () => {};

const isInterrupted = endOnSignal(() => close());

const { feature, engines, mutants, check, exploration } = readArguments();
const vite = await openTestSources();
try {
  const { run } = await vite.ssrLoadModule(
    mutants ? '/test/conformance/mutants-run.ts' : '/test/conformance/run.ts',
  );
  const findings = await run({
    engines,
    feature,
    check,
    exploration,
    folder: 'conformance',
    /** @param {() => Promise<void>} how */
    opened: (how) => {
      close = how;
    },
  });
  process.exitCode = findings > 0 ? 1 : 0;
} catch (error) {
  if (!isInterrupted()) {
    const isMistyped = error instanceof Error && error.name === 'UnknownModuleError';
    console.error(error instanceof Error && !isMistyped ? error.stack : String(error));
    process.exitCode = 1;
  }
}
// A pool or timer that was left open must not keep a finished run from ending; an interrupted one ends above.
if (!isInterrupted()) process.exit();

import { parseArgs } from 'node:util';
import type { Run } from './judge.js';

/** The arguments of a run, as `--help` shows them. */
export const judgeUsage =
  '[--feature NAME] [--engine mysql|postgres] [--check NAME] [--seed N] [--sequences N] [--keep]';

/**
 * Reads the arguments of a run.
 * @param argv without the program and its script: `process.argv.slice(2)`
 * @param engines those that are judged without `--engine`
 * @returns null when `--help` is among them
 * @throws Error naming the first argument that is unknown or wrong
 */
export function readArguments(
  argv: readonly string[],
  engines: Run['engines'],
): Omit<Run, 'folder' | 'opened'> | null {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      feature: { type: 'string' },
      engine: { type: 'string' },
      check: { type: 'string' },
      seed: { type: 'string' },
      sequences: { type: 'string' },
      keep: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return null;
  const { feature = null, engine, check = null } = values;
  if (engine !== undefined && engine !== 'mysql' && engine !== 'postgres')
    throw new Error(`--engine must be mysql or postgres, not "${engine}".`);
  const exploration = {
    ...(values.keep !== undefined && { isKept: values.keep }),
    ...(values.seed !== undefined && { seed: wholeNumber('--seed', values.seed) }),
    ...(values.sequences !== undefined && { sequences: wholeNumber('--sequences', values.sequences) }),
  };
  return { feature, engines: engine ? [engine] : engines, check, exploration };
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new Error(`${name} must be a whole number, not "${text}".`);
  return number;
}

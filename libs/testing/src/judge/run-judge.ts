import type { Root } from '../migrated-database.js';
import { endOnSignal } from './end-on-signal.js';
import { judge, type Run } from './judge.js';
import { judgeUsage, readArguments } from './read-arguments.js';

/** What a program that judges does without arguments. */
export interface JudgeDefaults {
  /** Both by default; an application that installs the driver of one engine names that one. */
  readonly engines?: Run['engines'];
  /** Where the reports go; `conformance` by default. */
  readonly folder?: string;
}

/**
 * The program that judges an application: `process.exit(await runJudge(AppModule, process.argv.slice(2)))`, with
 * `--feature NAME --engine mysql|postgres --check NAME --seed N --sequences N --keep`. It prints what it finds, and
 * what keeps it from judging. On a signal it closes the application and ends the process.
 * @returns the exit code of the program: 0 without findings, 1 with findings or when the application does not start, 2 for
 *   wrong arguments. Exit with it, so that a pool that was left open does not keep the process.
 */
export function runJudge(root: Root, argv: readonly string[], defaults: JudgeDefaults = {}): Promise<number> {
  return runByArguments(argv, (run) => judge(root, run), defaults);
}

/**
 * The same around another way to judge.
 * @param work returns how many findings there are
 * @returns the exit code, as {@link runJudge}
 */
export async function runByArguments(
  argv: readonly string[],
  work: (run: Run) => Promise<number>,
  { engines = ['postgres', 'mysql'], folder = 'conformance' }: JudgeDefaults = {},
): Promise<number> {
  const asked = argumentsOf(argv, engines);
  if (typeof asked === 'number') return asked;
  let close = () => Promise.resolve();
  const interrupted = endOnSignal(() => close());
  const opened = (how: () => Promise<void>) => {
    close = how;
  };
  let code: number;
  try {
    code = (await work({ ...asked, folder, opened })) > 0 ? 1 : 0;
  } catch (error) {
    code = 1;
    if (!interrupted.aborted) printError(error);
  }
  // An interrupted run ends when what is open is closed.
  return interrupted.aborted ? new Promise<never>(() => undefined) : code;
}

/** @returns an exit code when there is nothing to run */
function argumentsOf(
  argv: readonly string[],
  engines: Run['engines'],
): Omit<Run, 'folder' | 'opened'> | number {
  try {
    const asked = readArguments(argv, engines);
    if (!asked) console.log(`Arguments: ${judgeUsage}`);
    return asked ?? 0;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\nArguments: ${judgeUsage}`);
    return 2;
  }
}

function printError(error: unknown): void {
  const isMistyped = error instanceof Error && error.name === 'UnknownModuleError';
  console.error(error instanceof Error && !isMistyped ? error.stack : String(error));
}

import { spawn } from 'node:child_process';

/** The user that PostgreSQL's programs run as, when that is not the user of this process. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

export interface ProgramRun {
  /** As which user; undefined: as this process. */
  readonly account: ServerAccount | undefined;
  /** The working folder; it must be one the account may enter. */
  readonly cwd: string;
  /** What the program reads from its standard input. Secrets go here, because arguments are visible to every user. */
  readonly input?: string;
  /** Milliseconds after which the program is killed. */
  readonly timeout: number;
}

export interface ProgramResult {
  readonly ok: boolean;
  /** Standard output and standard error, in the order they came. */
  readonly output: string;
}

/**
 * The whole environment of PostgreSQL's programs: a PGDATA, PGPORT or PGOPTIONS of the surrounding shell must not
 * reach them, and their messages must be in the language that this code reads.
 */
export const PROGRAM_ENVIRONMENT: NodeJS.ProcessEnv = { LC_ALL: 'C', TZ: 'UTC' };

/**
 * Runs one of PostgreSQL's short-lived programs to its end.
 * @throws the system error when it cannot be started at all.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  run: ProgramRun,
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...run.account,
      cwd: run.cwd,
      env: PROGRAM_ENVIRONMENT,
      stdio: 'pipe',
      timeout: run.timeout,
      killSignal: 'SIGKILL',
      // A terminal's Ctrl-C is for the application, which then decides what to end.
      detached: true,
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    // A program that ends before it has read its input would raise EPIPE here; its exit status tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(run.input ?? '');
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve({ ok: code === 0, output: signal ? `${output}\nkilled by ${signal}` : output });
    });
  });
}

/** The line of a program's output that says what went wrong: a full disk, else the last error, else the last line. */
export function decisiveLine(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    // The last of these is how initdb tidies up, whatever went wrong before.
    .filter((line) => line !== '' && !line.startsWith('initdb: removing '));
  const diskTrouble = lines.findLast((line) =>
    /No space left|Disk quota exceeded|Read-only file system/.test(line),
  );
  const isError = (line: string): boolean => /\b(FATAL|PANIC|ERROR|error):/.test(line);
  return diskTrouble ?? lines.findLast(isError) ?? lines.at(-1) ?? 'no output';
}

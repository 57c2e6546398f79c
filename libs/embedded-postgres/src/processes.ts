import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { systemCode } from './embedded-postgres.error.js';

/** A running process of some PostgreSQL server. */
export interface PostgresProcess {
  readonly pid: number;
  /** The server's first process: its signals speak for all of them. */
  readonly isPostmaster: boolean;
  /** Whether a Keelson started it, as opposed to an operator with pg_ctl. */
  readonly isOurs: boolean;
}

/** Begins the `cluster_name` of every server that we start; PostgreSQL shows the name in its processes' titles. */
export const CLUSTER_NAME_PREFIX = 'keelson-';

/**
 * When a process started, in the system's own notation: together with the pid it names one process for good, because
 * pids are reused. Undefined when there is no such process, or only its zombie.
 */
export function startTimeOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') return ps(['-o', 'lstart=', '-p', String(pid)]).trim() || undefined;
    // The second field is the program's name in parentheses and may hold anything; proc(5): field 3 is the state, 22 the start.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** The running PostgreSQL processes that work in the data folder `cluster`. */
export function postgresProcessesIn(cluster: string, clusterName: string): PostgresProcess[] {
  return candidates()
    .filter(({ pid, command }) => worksIn(pid, cluster) ?? command.some((part) => part.includes(clusterName)))
    .map(({ pid, command }) => ({
      pid,
      isPostmaster: command.includes('-D'),
      isOurs: command.some((part) => part.includes(CLUSTER_NAME_PREFIX)),
    }));
}

interface Candidate {
  readonly pid: number;
  readonly command: readonly string[];
}

/** Everything that calls itself postgres. */
function candidates(): Candidate[] {
  const isPostgres = ({ command }: Candidate): boolean => /^postgres(:|$)/.test(basename(command[0] ?? ''));
  if (process.platform !== 'linux') {
    return ps(['-axo', 'pid=,command='])
      .split('\n')
      .map((line) => /^\s*(\d+)\s+(.*)$/.exec(line))
      .map((match) => ({ pid: Number(match?.[1]), command: (match?.[2] ?? '').split(' ') }))
      .filter(isPostgres);
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), command: commandOf(name) }))
    .filter(isPostgres);
}

function commandOf(pid: string): string[] {
  try {
    // Arguments end in NUL; a server's child writes its title over them, words parted by spaces.
    const raw = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return raw.startsWith('postgres:') ? raw.split(/[ \0]/) : raw.split('\0');
  } catch {
    return [];
  }
}

/**
 * Whether the process works in this very folder, by the folder's inode: right even if it was renamed, or if another
 * container has one of the same name. Undefined when we may not look (root without CAP_SYS_PTRACE, or not on Linux).
 */
function worksIn(pid: number, folder: string): boolean | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const [theirs, ours] = [statSync(`/proc/${pid}/cwd`), statSync(folder)];
    return theirs.dev === ours.dev && theirs.ino === ours.ino;
  } catch (error) {
    return systemCode(error) === 'EACCES' ? undefined : false;
  }
}

function ps(args: readonly string[]): string {
  return execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

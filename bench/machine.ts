import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';

/** Which core each side runs on; undefined where the machine cannot pin, and then the table says so. */
export interface Cores {
  readonly server: string | undefined;
  readonly rest: string | undefined;
}

export function cores(): Cores {
  const able = availableParallelism() >= 2 && spawnSync('taskset', ['-p', String(process.pid)]).status === 0;
  return able ? { server: '0', rest: '1' } : { server: undefined, rest: undefined };
}

/** The command line that runs `command` on `cpu`. taskset replaces itself, so the child's pid is the command's. */
export function pinned(
  cpu: string | undefined,
  command: string,
  args: readonly string[],
): [string, string[]] {
  return cpu === undefined ? [command, [...args]] : ['taskset', ['-c', cpu, command, ...args]];
}

/** Moves this process, every thread of it, to `cpu`: the harness must not use the server's core. */
export function pinSelf(cpu: string | undefined): void {
  if (cpu !== undefined) spawnSync('taskset', ['-a', '-c', '-p', cpu, String(process.pid)]);
}

const ticksPerSecond = Number(spawnSync('getconf', ['CLK_TCK']).stdout?.toString() || 100);

/** CPU seconds that a process has used so far, in user and kernel mode, all its threads together (proc(5)). */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in parentheses and may hold blanks: count from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** CPU seconds of a process with its children, also of those that have ended: PostgreSQL has one for each connection. */
export function treeCpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ended = (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + childSeconds(Number(child)), cpuSeconds(pid) + ended);
}

/** A child may end between being listed and being read; its parent has its time then. */
function childSeconds(pid: number): number {
  try {
    return cpuSeconds(pid);
  } catch {
    return 0;
  }
}

/** CPU seconds that programs have used on one core so far; without a core there is no figure. */
export function coreSeconds(cpu: string | undefined): number {
  if (cpu === undefined) return Number.NaN;
  const line = new RegExp(`^cpu${cpu} (.*)$`, 'm').exec(readFileSync('/proc/stat', 'utf8'))?.[1];
  const [user = 0, nice = 0, system = 0] = line?.split(' ').map(Number) ?? [];
  return (user + nice + system) / ticksPerSecond;
}

/** Memory a process holds now (VmRSS), in MB. */
export function residentMegabytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? Number.NaN) / 1024;
}

let nextPort = 43_000;

/** A port of 43000-43999 on the loopback address that nothing listens on. */
export async function freePort(): Promise<number> {
  for (; nextPort < 44_000; nextPort++) {
    if (await isFree(nextPort)) return nextPort++;
  }
  throw new Error('bench: no free port between 43000 and 43999: stop a process that listens on one of them');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { benchFolder } from '../folders.js';
import { pinned } from '../machine.js';

const run = promisify(execFile);
export const usualConnections = 32;

/** What one stretch of load came to; instants in microseconds. */
export interface LoadResult {
  readonly requests: number;
  readonly bytes: number;
  readonly microseconds: number;
  readonly p50: number;
  readonly p99: number;
}

interface RawResult extends LoadResult {
  readonly failed: number;
  readonly broken: number;
}

/** Installs wrk where that can be done without asking, else ends with one line that says what is missing. */
export function ensureWrk(): void {
  if (spawnSync('wrk', ['-v']).error === undefined) return;
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).error === undefined) {
    console.log('bench: wrk is not installed, installing it with apt-get');
    spawnSync('apt-get', ['update'], { stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'wrk'], { stdio: 'ignore' });
    if (spawnSync('wrk', ['-v']).error === undefined) return;
  }
  throw new Error(
    'bench: the load generator wrk is missing: install it (Debian, Ubuntu: apt-get install wrk)',
  );
}

/**
 * Sends the requests of `file`, from line `offset` on and round again, for `seconds`. Anything but a 2xx throws; that nothing
 * is answered in time does not: a server that has just started may need longer.
 */
export async function load(
  url: string,
  file: string,
  offset: number,
  seconds: number,
  cpu: string | undefined,
  connections: number,
): Promise<LoadResult> {
  const script = `${benchFolder}load/replay.lua`;
  const options = [
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '--timeout',
    '10s',
    '-s',
    script,
    url,
    '--',
    file,
    `${offset}`,
  ];
  const { stdout } = await run(...pinned(cpu, 'wrk', options));
  const line = /^RESULT (.*)$/m.exec(stdout)?.[1];
  if (!line) throw new Error(`bench: wrk printed no result:\n${stdout}`);
  const result = JSON.parse(line) as RawResult;
  if (result.failed > 0 || result.broken > 0) {
    throw new Error(
      `bench: ${url}: ${result.failed} of ${result.requests} responses were not 2xx, and ${result.broken} connections failed`,
    );
  }
  return result;
}

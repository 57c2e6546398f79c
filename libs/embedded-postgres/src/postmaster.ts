import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DataFolder, openPrivateFile } from './data-folder.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { FAST_STOP_MS, IMMEDIATE_STOP_MS, endLeftovers } from './leftovers.js';
import { CLUSTER_NAME_PREFIX } from './processes.js';
import { type Programs } from './programs.js';
import { PROGRAM_ENVIRONMENT, decisiveLine } from './run-program.js';

/** A running server. */
export interface Postmaster {
  readonly port: number;
  /** Disconnects everybody and ends the server; resolves when it has ended. May be called more than once. */
  stop(): Promise<void>;
}

export interface PostmasterWish {
  readonly log: (line: string) => void;
  /** Called when the server ends though {@link Postmaster.stop} was not called; `how` is its signal or exit code. */
  readonly onEnd: (how: string) => void;
  /** A free one unless given. */
  readonly port?: number | undefined;
}

/** Recovery after a crash replays the log first, which may take a while. */
const READY_TIMEOUT_MS = 120_000;
/** A log that has grown beyond this is begun anew at the next start. */
const LOG_LIMIT_BYTES = 5_000_000;
const ATTEMPTS = 5;
/** The port was taken between our choice and PostgreSQL's; a killed server's last processes are still going. */
const PASSING_TROUBLE =
  /Address already in use|could not create any TCP\/IP sockets|lock file .* already exists|is still in use/;

/**
 * Starts the server of a complete cluster, on one port of 127.0.0.1 and with no other way in, after ending what an
 * earlier start left running.
 * @throws EmbeddedPostgresError with PostgreSQL's own reason when it does not come up.
 */
export async function startPostmaster(
  folder: DataFolder,
  programs: Programs,
  { log, onEnd, port: wanted }: PostmasterWish,
): Promise<Postmaster> {
  const clusterName =
    CLUSTER_NAME_PREFIX + createHash('sha256').update(folder.cluster).digest('hex').slice(0, 16);
  for (let attempt = 1; ; attempt += 1) {
    await endLeftovers(folder.cluster, clusterName, log);
    const port = wanted ?? (await freePort());
    const { child, said } = await launch(folder, programs, port, clusterName);
    try {
      await readiness(child, folder);
      return supervise(child, port, { clusterName, folder, onEnd });
    } catch (error) {
      const reason = decisiveLine(await said());
      if (attempt < ATTEMPTS && PASSING_TROUBLE.test(reason)) {
        await sleep(300 * attempt);
        continue;
      }
      throw new EmbeddedPostgresError(
        `PostgreSQL did not start in ${folder.path} (${reason}): see ${folder.serverLog}, fix the cause and start again.`,
        { cause: error },
      );
    }
  }
}

interface Launched {
  readonly child: ChildProcess;
  /** What the server has written to its log since it was launched. */
  readonly said: () => Promise<string>;
}

async function launch(
  folder: DataFolder,
  programs: Programs,
  port: number,
  clusterName: string,
): Promise<Launched> {
  // A file, not a pipe: the server must be able to write it when this process is gone.
  const logFile = await openPrivateFile(folder, folder.serverLog, 'a');
  try {
    const before = (await logFile.stat()).size;
    const begin = before > LOG_LIMIT_BYTES ? 0 : before;
    if (begin === 0) await logFile.truncate(0);
    const child = spawn(programs.postgres, ['-D', folder.cluster, ...settings(port, clusterName)], {
      ...folder.account,
      cwd: folder.path,
      env: PROGRAM_ENVIRONMENT,
      stdio: ['ignore', logFile.fd, logFile.fd],
      // A process group of its own: a terminal's Ctrl-C must not reach the database before the application has finished.
      detached: true,
    });
    await once(child, 'spawn');
    return { child, said: async () => (await readFile(folder.serverLog)).subarray(begin).toString('utf8') };
  } finally {
    await logFile.close();
  }
}

function settings(port: number, clusterName: string): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    cluster_name: clusterName,
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    log_destination: 'stderr',
    log_checkpoints: 'off',
    // Failed statements are the application's to report: their text and their values do not belong in this file.
    log_min_messages: 'log',
    log_error_verbosity: 'terse',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Waits until the server says in postmaster.pid, whose eighth line is its state, that it accepts connections. */
async function readiness(child: ChildProcess, folder: DataFolder): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (hasEnded(child)) throw new Error(`exited with ${child.signalCode ?? child.exitCode}`);
    const lines = await readFile(join(folder.cluster, 'postmaster.pid'), 'utf8').then(
      (text) => text.split('\n'),
      () => [],
    );
    if (lines[0] === String(child.pid) && lines[7]?.trim() === 'ready') return;
    await sleep(20);
  }
  await end(child);
  throw new Error(`not ready after ${READY_TIMEOUT_MS / 1000} s`);
}

function supervise(
  child: ChildProcess,
  port: number,
  { clusterName, folder, onEnd }: { clusterName: string; folder: DataFolder; onEnd: (how: string) => void },
): Postmaster {
  // The server alone is no reason for the application to stay alive, nor should it outlive an orderly exit.
  child.unref();
  const interrupt = (): void => void child.kill('SIGINT');
  const report = (): void => {
    process.off('exit', interrupt);
    onEnd(String(child.signalCode ?? child.exitCode));
  };
  process.once('exit', interrupt);
  child.once('exit', report);
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    child.off('exit', report);
    child.ref();
    await end(child);
    process.off('exit', interrupt);
    // Nothing is left after an orderly end; a killed server's children may take a moment.
    await endLeftovers(folder.cluster, clusterName, () => undefined);
  };
  return { port, stop: () => (stopped ??= stop()) };
}

/** Fast shutdown, then immediate, then kill: committed data survives each. */
async function end(child: ChildProcess): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
  ] as const) {
    if (await endsAfter(child, signal, patience)) return;
  }
  await endsAfter(child, 'SIGKILL', IMMEDIATE_STOP_MS);
}

async function endsAfter(child: ChildProcess, signal: NodeJS.Signals, patience: number): Promise<boolean> {
  if (hasEnded(child)) return true;
  const patienceLost = new AbortController();
  const ended = once(child, 'exit', { signal: patienceLost.signal }).then(
    () => true,
    () => false,
  );
  const timer = setTimeout(() => patienceLost.abort(), patience);
  child.kill(signal);
  return ended.finally(() => clearTimeout(timer));
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the system assigned no TCP port');
  return address.port;
}

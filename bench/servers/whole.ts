import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { pinned } from '../machine.js';
import { environmentOf, type ServerInputs } from './process.js';
import type { Program } from './program.js';

/** A busy machine takes its time; a start that fails ends by itself. */
const longestMs = 180_000;

/** The shipped application in a process of its own, as the image starts it. */
export class WholeServer {
  private constructor(
    readonly url: string,
    readonly pid: number,
    /** Milliseconds from the start of the process to the first 200 of readiness. */
    readonly startMs: number,
    private readonly child: ChildProcess,
  ) {}

  /**
   * Starts it and waits until it is ready.
   * @param folder becomes KEELSON_DATA, where it writes its mails
   * @param more is set in its environment
   * @throws Error when it ends instead, or is not ready after three minutes
   */
  static async start(
    { name, entry }: Program,
    inputs: ServerInputs,
    folder: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<WholeServer> {
    const environment = await environmentOf(folder, inputs);
    const url = `http://127.0.0.1:${environment['PORT']}`;
    const began = performance.now();
    const [command, args] = pinned(inputs.cpu, process.execPath, ['--enable-source-maps', entry]);
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...environment, KEELSON_DATA: folder, LOG_LEVEL: 'error', ...more },
    });
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    while (!(await isReady(url))) {
      if (child.exitCode !== null || performance.now() - began > longestMs) {
        kill();
        throw new Error(`bench: ${name} exited, or did not respond at ${url} within ${longestMs / 1_000} s`);
      }
      await wait(5);
    }
    return new WholeServer(url, child.pid ?? 0, performance.now() - began, child);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const patience = setTimeout(() => this.child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(patience);
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/ready`);
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

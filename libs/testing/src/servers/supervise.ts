import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What a supervisor is asked to run or to watch; see `supervisor.js`, which does it. */
export interface SupervisorOrder {
  readonly command?: string;
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** File that takes the server's output. */
  readonly log?: string;
  readonly pidFolder?: string;
  readonly signal: 'SIGTERM' | 'SIGINT';
  /** Folders to delete when the server has ended. */
  readonly remove: readonly string[];
}

export interface Supervised {
  readonly pid: number | undefined;
  /** True once the server has ended, by itself or by us. */
  ended(): boolean;
  /** Ends the server and waits until it is gone, its folders too. */
  stop(): Promise<void>;
}

interface SupervisorMessage {
  readonly pid?: number;
  readonly watching?: boolean;
  readonly failed?: string;
}

const SUPERVISOR = fileURLToPath(new URL('./supervisor.js', import.meta.url));

/** Starts a server under a supervisor that ends it when this process ends, however that happens. */
export async function supervise(order: SupervisorOrder): Promise<Supervised> {
  // Detached: a Ctrl-C in the terminal reaches the tests, not the databases they still talk to.
  const supervisor = spawn(process.execPath, [SUPERVISOR], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    // Vitest's own NODE_OPTIONS and loaders are no concern of the supervisor.
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let ended = false;
  const exit = once(supervisor, 'exit').then(() => {
    ended = true;
  });
  supervisor.stdin.on('error', () => {});
  supervisor.stdin.write(`${JSON.stringify(order)}\n`);

  const pid = await new Promise<number | undefined>((resolve, reject) => {
    createInterface({ input: supervisor.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as SupervisorMessage;
      if (message.failed) reject(new Error(message.failed));
      else if (message.pid ?? message.watching) resolve(message.pid);
    });
    void exit.then(() => reject(new Error('the supervisor exited before its server started')));
  });

  // A server nobody stopped must not keep the run from ending; its end then closes the pipe, and the server goes.
  supervisor.unref();
  for (const stream of [supervisor.stdin, supervisor.stdout]) {
    if ('unref' in stream && typeof stream.unref === 'function') stream.unref();
  }

  return {
    pid,
    ended: () => ended,
    async stop() {
      if (ended) return;
      supervisor.ref();
      supervisor.stdin.end();
      await exit;
    },
  };
}

/**
 * Calls `attempt` until it succeeds.
 * @throws when the server ended or did not answer within `timeoutMs`, with the last lines of its log.
 */
export async function waitUntilReady(
  name: string,
  server: Supervised,
  log: string,
  attempt: () => Promise<void>,
  timeoutMs = 30_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (server.ended()) throw new Error(`${name} exited during startup: ${tail(log)}`, { cause: error });
      if (performance.now() > deadline) {
        await server.stop();
        throw new Error(`${name} did not respond within ${timeoutMs / 1000} s: ${tail(log)}`, {
          cause: error,
        });
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

function tail(log: string): string {
  try {
    return readFileSync(log, 'utf8').trim().split('\n').slice(-4).join(' | ');
  } catch {
    return 'no output';
  }
}

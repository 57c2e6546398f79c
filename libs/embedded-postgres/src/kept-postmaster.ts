import { setTimeout as sleep } from 'node:timers/promises';
import type { DataFolder } from './data-folder.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { startPostmaster, type Postmaster } from './postmaster.js';
import type { Programs } from './programs.js';

/** Restarts within {@link WINDOW_MS}; one more is a crash loop. */
const MOST_RESTARTS = 5;
const WINDOW_MS = 10 * 60_000;
/** The pause before a restart: none before the first, then a second, doubled each time. */
const FIRST_PAUSE_MS = 1_000;

export interface KeptPostmaster extends Postmaster {
  /** Resolves when the server has ended too often to be started again, with what to tell. */
  readonly lost: Promise<EmbeddedPostgresError>;
}

/**
 * Starts the server, and starts it again on the same port when it ends though nobody has stopped it: killed, out of
 * memory, crashed. What was committed is there; connections break, and clients connect anew.
 * @throws EmbeddedPostgresError when it does not come up the first time
 */
export async function keepPostmaster(
  folder: DataFolder,
  programs: Programs,
  log: (line: string) => void,
): Promise<KeptPostmaster> {
  const stopping = new AbortController();
  const restarts: number[] = [];
  let restarting: Promise<void> = Promise.resolve();
  let giveUp: (reason: EmbeddedPostgresError) => void = () => undefined;
  const lost = new Promise<EmbeddedPostgresError>((resolve) => {
    giveUp = resolve;
  });

  const begin = (port?: number): Promise<Postmaster> =>
    startPostmaster(folder, programs, { log, port, onEnd: (how) => void (restarting = restart(how)) });
  let postmaster = await begin();

  /** Never rejects. */
  async function restart(how: string): Promise<void> {
    if (stopping.signal.aborted) return;
    log(`PostgreSQL exited unexpectedly (${how}) and is being restarted; see ${folder.serverLog}`);
    const began = performance.now();
    while (!stopping.signal.aborted) {
      const now = performance.now();
      while (restarts.length > 0 && now - (restarts[0] ?? 0) > WINDOW_MS) restarts.shift();
      if (restarts.length === MOST_RESTARTS) {
        giveUp(
          new EmbeddedPostgresError(
            `PostgreSQL exited ${MOST_RESTARTS + 1} times within ${WINDOW_MS / 60_000} minutes (${how}) and will not be restarted again: see ${folder.serverLog}, fix the cause and start again.`,
          ),
        );
        return;
      }
      const pauseMs = restarts.length === 0 ? 0 : FIRST_PAUSE_MS * 2 ** (restarts.length - 1);
      restarts.push(now);
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        postmaster = await begin(postmaster.port);
        log(`PostgreSQL is running again after ${Math.round(performance.now() - began)} ms`);
        return;
      } catch (error) {
        how = (error as Error).message;
      }
    }
  }

  return {
    port: postmaster.port,
    lost,
    async stop() {
      stopping.abort();
      await restarting;
      await postmaster.stop();
    },
  };
}

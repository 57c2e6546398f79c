import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { readSettings, type ServerSettings } from './settings.js';

/** Pieces of work that have not moved for so long are stuck. */
const stuckMs = 30_000;

/** What a burst has cost: wall time, and CPU of the whole process. */
export interface BurstCost {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** A server of background work: it makes its own load and reports what it took. */
export interface Background {
  /** Does so many pieces of work, the last mark included. @throws Error when some are stuck */
  burst(count: number): Promise<BurstCost>;
  /** Milliseconds from a commit to the start of what it causes, one after the other on an idle server. */
  starts?(count: number): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** Starts a server of background work. */
export type StartBackground = (settings: ServerSettings) => Promise<Background>;

/** Serves `GET /burst?count=` and `GET /starts?count=` to the harness, until SIGTERM. */
export async function serveBackground(start: StartBackground): Promise<void> {
  const settings = readSettings();
  const background = await start(settings);
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bench');
    const count = Number(searchParams.get('count'));
    const work = pathname === '/burst' ? background.burst(count) : background.starts?.(count);
    Promise.resolve(work).then(
      (answer) => response.end(JSON.stringify(answer)),
      (error: Error) => response.writeHead(500).end(String(error.stack)),
    );
  });
  const { port } = settings;
  server.listen(port, '127.0.0.1', () => console.log(`ready http://127.0.0.1:${port}`));
  process.once('SIGTERM', () => {
    server.close();
    void background.close().then(() => process.exit(0));
  });
}

export async function costOf(work: () => Promise<void>): Promise<BurstCost> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - began) / 1_000, cpuSeconds: (user + system) / 1e6 };
}

/** Waits until nothing is left. @param left how many pieces are not marked yet */
export async function untilNone(left: () => number | Promise<number>): Promise<void> {
  let last = Number.NaN;
  let moved = performance.now();
  for (;;) {
    const now = await left();
    if (now <= 0) return;
    if (now !== last) moved = performance.now();
    last = now;
    if (performance.now() - moved > stuckMs) throw new Error(`bench: ${now} items are stuck`);
    await wait(5);
  }
}

/** Calls `work` for each number below `count`, so many at a time. */
export async function inFlight(
  count: number,
  most: number,
  work: (n: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: most }, lane));
}

/** Notes when each piece of work begins: {@link until} is called with its id first. */
export class Starts {
  private readonly waiting = new Map<string, () => void>();
  private readonly begun = new Map<string, number>();
  count = 0;

  /** At the start of a piece. */
  begin(id: string): void {
    this.count += 1;
    this.begun.set(id, performance.now());
    this.waiting.get(id)?.();
  }

  /** Forgets what began before. */
  clear(): void {
    this.count = 0;
    this.begun.clear();
  }

  /** @returns when it began, by `performance.now()` */
  async of(id: string): Promise<number> {
    if (!this.begun.has(id)) await new Promise<void>((resolve) => this.waiting.set(id, resolve));
    this.waiting.delete(id);
    return this.begun.get(id) ?? Number.NaN;
  }
}

/** {@link Background.starts}: a commit, its start, and a pause of 5 to 55 ms before the next. */
export async function measureStarts(
  count: number,
  starts: Starts,
  commit: () => Promise<string>,
): Promise<readonly number[]> {
  const all: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const id = await commit();
    const committed = performance.now();
    all.push(Math.max((await starts.of(id)) - committed, 0));
    await wait(5 + Math.random() * 50);
  }
  return all;
}

import { beforeEach, expect, it, vi } from 'vitest';
import type { DataFolder } from './data-folder.js';
import { keepPostmaster } from './kept-postmaster.js';
import type { Postmaster, PostmasterWish } from './postmaster.js';
import type { Programs } from './programs.js';

const starts: PostmasterWish[] = [];
const pauses: number[] = [];
let refusals = 0;
const stop = vi.fn<() => Promise<void>>(() => Promise.resolve());
vi.mock('./postmaster.js', () => ({
  startPostmaster: (_folder: unknown, _programs: unknown, wish: PostmasterWish): Promise<Postmaster> => {
    starts.push(wish);
    if (refusals > 0) {
      refusals -= 1;
      return Promise.reject(new Error('the disk is full'));
    }
    return Promise.resolve({ port: 5_555, stop });
  },
}));
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => {
    pauses.push(ms);
    return Promise.resolve();
  },
}));

const lines: string[] = [];
const keep = () =>
  keepPostmaster({ serverLog: '/data/postgres.log' } as DataFolder, {} as Programs, (line) =>
    lines.push(line),
  );
const back = () => lines.filter((line) => line.startsWith('PostgreSQL is running again')).length;

beforeEach(() => {
  for (const list of [starts, pauses, lines]) list.length = 0;
  refusals = 0;
  stop.mockClear();
});

it('is started again at once, on the same port, and each of the two is said once', async () => {
  const server = await keep();
  starts[0]?.onEnd('SIGKILL');
  await vi.waitFor(() => expect(back()).toBe(1));
  expect(starts.map(({ port }) => port)).toEqual([undefined, 5_555]);
  expect(pauses).toEqual([0]);
  expect(lines).toEqual([
    'PostgreSQL exited unexpectedly (SIGKILL) and is being restarted; see /data/postgres.log',
    expect.stringMatching(/^PostgreSQL is running again after \d+ ms$/),
  ]);
  await server.stop();
  expect(stop).toHaveBeenCalledTimes(1);
});

it('waits longer each time, and gives a crash loop up with what to do', async () => {
  const server = await keep();
  for (let time = 0; time < 5; time += 1) {
    starts.at(-1)?.onEnd('SIGSEGV');
    await vi.waitFor(() => expect(back()).toBe(time + 1));
  }
  expect(pauses).toEqual([0, 1_000, 2_000, 4_000, 8_000]);
  starts.at(-1)?.onEnd('SIGSEGV');
  expect((await server.lost).message).toBe(
    'PostgreSQL exited 6 times within 10 minutes (SIGSEGV) and will not be restarted again: see /data/postgres.log, fix the cause and start again.',
  );
  expect(starts).toHaveLength(6);
});

it('counts a start that fails as one that ended, and gives its reason', async () => {
  const server = await keep();
  refusals = 9;
  starts[0]?.onEnd('SIGKILL');
  expect((await server.lost).message).toContain('(the disk is full)');
  expect(pauses).toEqual([0, 1_000, 2_000, 4_000, 8_000]);
});

it('is not started again once it is to stop', async () => {
  const server = await keep();
  await server.stop();
  starts[0]?.onEnd('SIGINT');
  expect(starts).toHaveLength(1);
  expect(lines).toEqual([]);
});

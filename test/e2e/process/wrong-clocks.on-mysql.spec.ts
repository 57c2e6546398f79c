import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { ClockWorkers } from '../../faults/clock-workers.js';

// The night has each clock by itself, on both engines (wrong-clocks.night.spec.ts). Here the waits for their leases are one,
// and the queue is the one that keeps time of its own beside the database.
const engine = inject('engine');
const hourMs = 3_600_000;
let clocks: ClockWorkers;

beforeAll(async () => {
  if (engine === 'mysql') clocks = await ClockWorkers.start(engine);
}, 180_000);
afterAll(() => clocks?.remove());

describe.runIf(engine === 'mysql')('Work of a worker whose clock is an hour', () => {
  it('ahead, and of one whose clock is behind, that are killed, is done by another one soon, and once', async () => {
    const [wrong, right] = clocks.workers;
    const tokens = Array.from({ length: 12 }, (_, n) => `row-${String(n).padStart(2, '0')}`);
    for (const token of tokens) expect((await clocks.ask('row', token)).status).toBe(202);
    for (const clockMs of [hourMs, -hourMs]) {
      const { ended } = wrong.begin({ clockMs, fault: 'job.in-handler:2' });
      expect((await ended).signal).toBe('SIGKILL');
    }
    expect(await right.begin().ready).toBe(true);
    await vi.waitFor(async () => expect(await clocks.unfinished()).toEqual([]), {
      timeout: 120_000,
      interval: 200,
    });
    expect(await clocks.done('row-')).toEqual(tokens);
    await right.end('SIGKILL');
  }, 240_000);

  it('ahead or behind is its own, however long it takes', async () => {
    const [ahead, behind] = clocks.workers;
    await Promise.all([ahead.begin({ clockMs: hourMs }).ready, behind.begin({ clockMs: -hourMs }).ready]);
    const jobs = await Promise.all([1, 2, 3, 4].map((n) => clocks.ask('slow', `slow-${n}`)));
    await vi.waitFor(
      async () => {
        for (const { id } of jobs) expect(await clocks.job(id)).toMatchObject({ state: 'done', attempt: 1 });
      },
      { timeout: 120_000, interval: 200 },
    );
  }, 180_000);
});

import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { ClockWorkers } from '../../faults/clock-workers.js';

const hourMs = 3_600_000;
let clocks: ClockWorkers;

beforeAll(async () => {
  clocks = await ClockWorkers.start(inject('engine'));
}, 180_000);
afterAll(() => clocks?.remove());

describe('Work of a worker whose clock is wrong', () => {
  it.each([hourMs, -hourMs])(
    'by %i ms, and that is killed, is done by another one soon, and once',
    async (clockMs) => {
      const [wrong, right] = clocks.workers;
      const tokens = Array.from({ length: 6 }, (_, n) => `row-${clockMs}-${n}`);
      for (const token of tokens) expect((await clocks.ask('row', token)).status).toBe(202);
      const { ended } = wrong.begin({ clockMs, fault: 'job.in-handler:2' });
      expect((await ended).signal).toBe('SIGKILL');
      expect(await right.begin().ready).toBe(true);
      await vi.waitFor(async () => expect(await clocks.unfinished()).toEqual([]), {
        timeout: 120_000,
        interval: 200,
      });
      expect(await clocks.done(`row-${clockMs}-`)).toEqual(tokens);
      await right.end('SIGKILL');
    },
  );
});

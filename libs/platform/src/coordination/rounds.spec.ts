import type { Logger } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import { Rounds } from './rounds.js';

const logger = () => ({ error: vi.fn(), log: vi.fn() });
const make = (round: () => Promise<boolean>, log = logger(), everyMs = 60_000) =>
  new Rounds(log as unknown as Logger, 'Counting', round, everyMs);

describe('Rounds', () => {
  it('go on while there is more, never two at a time, and once more for any wakes meanwhile', async () => {
    let [running, most, left] = [0, 0, 3];
    const round = vi.fn(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      left -= 1;
      return left > 0;
    });
    const rounds = make(round);
    rounds.wake();
    rounds.wake();
    rounds.wake();
    await vi.waitFor(() => expect([left, running]).toEqual([0, 0]));
    left = 2;
    rounds.wake();
    rounds.wake();
    await vi.waitFor(() => expect(left).toBeLessThanOrEqual(0));
    expect(most).toBe(1);
    await rounds.stop();
  });

  it('come by themselves, tell of a failure once and of its end, and try again', async () => {
    const log = logger();
    let failures = 3;
    const round = vi.fn(() => {
      failures -= 1;
      return failures >= 0 ? Promise.reject(new Error('away')) : Promise.resolve(false);
    });
    const rounds = make(round, log, 5);
    rounds.wake();
    await vi.waitFor(() => expect(log.log).toHaveBeenCalledTimes(1));
    expect(log.error).toHaveBeenCalledTimes(1);
    await rounds.stop();
    const { length } = round.mock.calls;
    rounds.wake();
    expect(round.mock.calls).toHaveLength(length);
  });
});

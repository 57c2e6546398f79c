import { afterEach, describe, expect, it, vi } from 'vitest';
import { ServerClock } from './server-clock.js';

const present = Date.UTC(2030, 0, 1);
const hourMs = 3_600_000;

/** An answer that takes so long, with the database's clock at its middle. */
const answer = (ms: number, takesMs: number) => () => {
  vi.advanceTimersByTime(takesMs);
  return Promise.resolve(new Date(ms));
};

describe("the database's clock, as a process knows it", () => {
  afterEach(() => {
    vi.useRealTimers();
  });
  const clock = () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    return new ServerClock();
  };

  it('is what it read last and what has passed since, whatever becomes of its own clock', async () => {
    const own = clock();
    await own.read(answer(present, 0));
    vi.advanceTimersByTime(1_500);
    vi.setSystemTime(Date.now() + hourMs);
    expect(own.ms()).toBe(present + 1_500);
    expect(own.now()).toEqual(new Date(present + 1_500));
    vi.setSystemTime(Date.now() - 3 * hourMs);
    expect(own.ms()).toBe(present + 1_500);
  });

  it('lies in the middle of question and answer', async () => {
    const own = clock();
    await own.read(answer(present, 100));
    expect(own.ms()).toBe(present + 50);
  });

  it('is not made worse by a slow answer, and is corrected by one that contradicts it', async () => {
    const own = clock();
    await own.read(answer(present, 2));
    await own.read(answer(present + 2_000, 4_000));
    expect(own.ms()).toBe(present + 4_001);
    await own.read(answer(present + hourMs, 4_000));
    expect(own.ms()).toBe(present + hourMs + 2_000);
  });

  it('goes on while it cannot be read', async () => {
    const own = clock();
    await own.read(answer(present, 0));
    vi.advanceTimersByTime(10_000);
    await expect(own.read(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(own.ms()).toBe(present + 10_000);
  });
});

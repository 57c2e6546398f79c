import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Waits } from './waits.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const never = () => new Promise<never>(() => undefined);

describe('A check that is lost in its waiting', () => {
  it('ends with what it waits for', async () => {
    const waits = new Waits();
    const outcome = waits
      .watch('The check "access"', () => waits.during('GET /v1/products', never))
      .catch((error: Error) => error.message);
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect(await outcome).toBe(
      'The check "access" has made no progress for 1000 s. It is waiting for: GET /v1/products (1000 s).',
    );
  });

  it('ends too where it waits for nothing that the kit knows of', async () => {
    const outcome = new Waits().watch('The check "access"', never).catch((error: Error) => error.message);
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect(await outcome).toBe(
      'The check "access" has made no progress for 1000 s. It is waiting for: nothing.',
    );
  });

  it('is waited for while one thing follows another', async () => {
    const waits = new Waits();
    const aMinute = () => new Promise((resolve) => setTimeout(resolve, 60_000));
    const work = async () => {
      for (let minutes = 0; minutes < 60; minutes += 1) await waits.during('a job', aMinute);
      return 'done';
    };
    const outcome = waits.watch('The check "access"', work);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(await outcome).toBe('done');
    expect(vi.getTimerCount()).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { mailAttempts } from '@keelson/mail';
import { pauseBeforeRetry } from './backoff.js';

describe('the pause before a retry', () => {
  it('doubles from a second to an hour', () => {
    const full = [1, 2, 3, 4, 12, 13, 1_000].map((attempt) => pauseBeforeRetry(attempt, () => 1));
    expect(full).toEqual([1_000, 2_000, 4_000, 8_000, 2_048_000, 3_600_000, 3_600_000]);
  });

  it('gives a mail server half a day to a day', () => {
    const hours = (random: number) =>
      Array.from({ length: mailAttempts - 1 }, (_, index) =>
        pauseBeforeRetry(index + 1, () => random),
      ).reduce((sum, ms) => sum + ms / 3_600_000, 0);
    expect(hours(0)).toBeGreaterThan(12);
    expect(hours(1)).toBeLessThan(24.2);
  });

  it('leaves its upper half to chance', () => {
    expect(pauseBeforeRetry(3, () => 0)).toBe(2_000);
    expect(pauseBeforeRetry(3, () => 0.5)).toBe(3_000);
  });
});

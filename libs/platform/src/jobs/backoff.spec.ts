import { describe, expect, it } from 'vitest';
import { pauseBeforeRetry } from './backoff.js';

describe('the pause before a retry', () => {
  it('doubles from a second to an hour', () => {
    const full = [1, 2, 3, 4, 12, 13, 1_000].map((attempt) => pauseBeforeRetry(attempt, () => 1));
    expect(full).toEqual([1_000, 2_000, 4_000, 8_000, 2_048_000, 3_600_000, 3_600_000]);
  });

  it('leaves its upper half to chance', () => {
    expect(pauseBeforeRetry(3, () => 0)).toBe(2_000);
    expect(pauseBeforeRetry(3, () => 0.5)).toBe(3_000);
  });
});

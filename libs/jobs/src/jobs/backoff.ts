/** How jobs ask for {@link pauseBeforeRetry}: workers look a strategy that BullMQ doesn't have up under any name. */
export const retryStrategy = { type: 'doubling' } as const;

const firstMs = 1_000;
const longestMs = 3_600_000;

/**
 * Milliseconds before the next attempt: one second, doubled with each failure up to an hour, of which the upper half
 * is left to chance so that jobs which failed together do not come back together.
 * @param attemptsMade failed attempts so far, from 1
 */
export function pauseBeforeRetry(attemptsMade: number, random: () => number = Math.random): number {
  const full = Math.min(firstMs * 2 ** Math.max(attemptsMade - 1, 0), longestMs);
  return Math.round(full / 2 + (full / 2) * random());
}

import { describe, expect, it } from 'vitest';
import { ofAccount, ofOrigin, oneMore, secondsToWait, type Failures } from './failures.js';

const minute = 60_000;

/** Makes an attempt as soon as it may be made, again and again. */
function guess(rule: ReturnType<typeof ofOrigin>, untilMs: number, pauseMs = 0): number {
  let known: Failures | undefined;
  let [now, guesses] = [0, 0];
  for (;;) {
    now += Math.max(secondsToWait(known, now) * 1_000, pauseMs);
    if (now >= untilMs) return guesses;
    known = oneMore(known, rule, now);
    guesses += 1;
    if (guesses > 100_000) return guesses;
  }
}

describe('The back-off', () => {
  it('lets the first few attempts pass, and doubles the wait with each further one', () => {
    let known: Failures | undefined;
    const waits = Array.from({ length: 20 }, () => {
      known = oneMore(known, ofOrigin(10), 0);
      return secondsToWait(known, 0);
    });
    expect(waits).toEqual([
      ...Array.from({ length: 9 }, () => 0),
      15,
      30,
      60,
      120,
      240,
      480,
      960,
      1_920,
      3_600,
      3_600,
      3_600,
    ]);
  });

  it('bounds what one network guesses in a day, and what all of them do', () => {
    expect(guess(ofOrigin(10), 24 * 60 * minute)).toBeLessThan(45);
    expect(guess(ofAccount(10), 24 * 60 * minute)).toBeLessThan(210);
    // Slowly, so that no attempt ever has to wait.
    expect(guess(ofAccount(10), 24 * 60 * minute, 14 * minute)).toBeLessThan(110);
  });

  it('forgets', () => {
    const rule = ofOrigin(10);
    let known: Failures | undefined = oneMore(undefined, rule, 0);
    expect(oneMore(known, rule, 61 * minute).failures).toBe(1);
    for (let n = 0; n < 30; n += 1) known = oneMore(known, rule, 0);
    expect(secondsToWait(known, 59 * minute)).toBe(60);
    expect(oneMore(known, rule, 23 * 60 * minute).failures).toBe(32);
    expect(oneMore(known, rule, 24 * 60 * minute).failures).toBe(1);
    expect(secondsToWait(known, 24 * 60 * minute)).toBe(0);
  });
});

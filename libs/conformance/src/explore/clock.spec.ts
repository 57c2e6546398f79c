import { expect, it } from 'vitest';
import { secondsToClockChange } from './clock.js';

const after = (now: string) =>
  new Date(Date.parse(now) + secondsToClockChange(new Date(now)) * 1_000).toISOString();

it('goes to the minute before the next change to or from daylight saving', () => {
  expect(after('2026-01-15T12:00:00.000Z')).toBe('2026-03-29T00:59:00.000Z');
  expect(after('2026-03-29T00:59:00.000Z')).toBe('2026-10-25T00:59:00.000Z');
  expect(after('2026-12-01T00:00:00.000Z')).toBe('2027-03-28T00:59:00.000Z');
});

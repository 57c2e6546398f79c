import { bestEffort, invariants, silent } from '@keelson/platform';
import { describe, expect, it } from 'vitest';
import { isExcused } from './excused.js';

const declared = invariants(
  silent('leases:void', 'a void lease was never in force'),
  bestEffort('orders.greet', 'a courtesy'),
);
const registry = { contributions: () => [{ ...declared, owner: class Leases {} }] } as never;

describe('What a feature excuses', () => {
  it.each([
    ['event-missing', 'leases:void', true],
    ['effect-lost', 'orders.greet', true],
    ['effect-lost', 'leases:void', false],
    ['event-missing', 'leases:end', false],
    ['event-missing', undefined, false],
  ] as const)('is for %s of %s: %s', (rule, name, expected) => {
    expect(isExcused({ registry }, rule, name)).toBe(expected);
  });
});

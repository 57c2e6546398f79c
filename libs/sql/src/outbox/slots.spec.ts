import { expect, it } from 'vitest';
import { newId } from '../persistence/new-id.js';
import { slotCount, slotOf } from './slots.js';

it('Aggregates fall into all slots alike, and each always into the same', () => {
  const counts = new Map<number, number>();
  for (let n = 0; n < 4_000; n += 1) {
    const slot = slotOf(newId());
    counts.set(slot, (counts.get(slot) ?? 0) + 1);
  }
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: slotCount }, (_, n) => n));
  expect(Math.min(...counts.values())).toBeGreaterThan(150);
  expect(slotOf('0198f2a4-0000-7000-8000-000000000001')).toBe(5);
});

import { expect, it } from 'vitest';
import { ksTest } from './ks-test.js';

it('tells samples of two distributions from those of one', () => {
  const even = Array.from({ length: 1_000 }, (_, n) => n);
  const shifted = (by: number) => even.map((x) => x + by);
  expect(ksTest(even, even)).toBe(1);
  expect(ksTest(even, shifted(20))).toBeGreaterThan(0.9);
  // D = 0.1 and n = 1,000 each: λ = (√500 + 0.12 + 0.11/√500) × 0.1 = 2.2486, Q = 2e^(−2λ²) = 8.1e-5.
  expect(ksTest(even, shifted(100))).toBeCloseTo(8.1e-5, 6);
  expect(ksTest(even, shifted(2_000))).toBeLessThan(1e-12);
});

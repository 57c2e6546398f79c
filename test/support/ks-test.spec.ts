import { expect, it } from 'vitest';
import { ksTest } from './ks-test.js';

// p-values of the asymptotic distribution: D = 0 gives 1, samples apart give 0.
it('tells samples of two distributions from those of one', () => {
  const even = Array.from({ length: 1_000 }, (_, n) => n / 1_000);
  expect(ksTest(even, even)).toBe(1);
  expect(
    ksTest(
      even,
      even.map((x) => x + 0.02),
    ),
  ).toBeGreaterThan(0.9);
  // D = 0.1 and n = 1,000 each: λ = (√500 + 0.12 + 0.11/√500) × 0.1 = 2.2486, Q = 2e^(−2λ²) = 8.1e-5.
  expect(
    ksTest(
      even,
      even.map((x) => x + 0.1),
    ),
  ).toBeCloseTo(8.1e-5, 6);
  expect(
    ksTest(
      even,
      even.map((x) => x + 2),
    ),
  ).toBeLessThan(1e-12);
});

/**
 * The two-sample test of Kolmogorov and Smirnov: how likely two samples of one distribution differ as much as these
 * (asymptotic, with Stephens' correction; Numerical Recipes, section 14.3.3).
 */
export function ksTest(a: readonly number[], b: readonly number[]): number {
  const [one, other] = [a.toSorted((x, y) => x - y), b.toSorted((x, y) => x - y)];
  let [i, j, distance] = [0, 0, 0];
  while (i < one.length && j < other.length) {
    const at = Math.min(one[i] as number, other[j] as number);
    while (i < one.length && (one[i] as number) <= at) i += 1;
    while (j < other.length && (other[j] as number) <= at) j += 1;
    distance = Math.max(distance, Math.abs(i / one.length - j / other.length));
  }
  const size = Math.sqrt((one.length * other.length) / (one.length + other.length));
  return tail((size + 0.12 + 0.11 / size) * distance);
}

/** Q of Kolmogorov's distribution. */
function tail(lambda: number): number {
  if (lambda < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k += 1) sum += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.min(1, Math.max(0, sum));
}

import { describe, expect, it } from 'vitest';
import { SilentAttempts } from './silent-attempts.js';

function looks() {
  let now = 0;
  const silent = new SilentAttempts(() => now);
  return (afterMs: number, ...attempts: string[]) => {
    now += afterMs;
    return silent.look(attempts);
  };
}

describe('An attempt that nobody claims', () => {
  it('is lost after seven seconds', () => {
    const look = looks();
    expect([look(0, 'a'), look(2_000, 'a', 'b'), look(2_000, 'a', 'b'), look(3_000, 'a', 'b')]).toEqual([
      [],
      [],
      [],
      ['a'],
    ]);
  });

  it('is counted anew when somebody has claimed it meanwhile', () => {
    const look = looks();
    expect([look(0, 'a'), look(4_000), look(4_000, 'a'), look(4_000, 'a')].flat()).toEqual([]);
  });

  it('is counted anew when whoever looks was away', () => {
    const look = looks();
    expect([look(0, 'a'), look(30_000, 'a'), look(2_000, 'a')].flat()).toEqual([]);
  });
});

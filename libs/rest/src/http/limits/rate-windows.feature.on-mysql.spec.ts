import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type TestApp } from '../../../../../test/support/app.js';
import { Database } from '@keelson/sql';
import { RetentionRules } from '@keelson/sql';
import { ServerClock } from '@keelson/sql';
import { LeasedBudgets } from './leased-budgets.js';
import { minuteOf, RateWindows } from './rate-windows.js';

let app: TestApp;
let windows: RateWindows;
const minute = minuteOf(Date.now());

beforeAll(async () => {
  app = await startApp();
  windows = new RateWindows(app.get(Database), new RetentionRules(), app.get(ServerClock));
});
afterAll(() => app.close());

const take = async (key: string, times: number, amount: number, limit: number, at = minute) => {
  const answers = await Promise.all(
    Array.from({ length: times }, () => windows.take(key, amount, limit, at)),
  );
  return answers.filter(Boolean).length;
};

describe('the shared counters', () => {
  it('grant a limit exactly, to many at once on a key that nobody has used', async () => {
    expect(await take('guess ada', 50, 1, 20)).toBe(20);
    expect(await windows.used('guess ada', minute)).toBe(20);
    expect(await take('guess ada', 5, 1, 20)).toBe(0);
  });

  it('grant a slice as a whole or not at all', async () => {
    expect(await take('slices', 10, 30, 100)).toBe(3);
    expect(await take('slices', 3, 10, 100)).toBe(1);
  });

  it('begin anew with the minute, and count a slow clock into the newer one', async () => {
    expect(await take('minutes', 5, 1, 3)).toBe(3);
    expect(await take('minutes', 5, 1, 3, minute + 1)).toBe(3);
    expect(await take('minutes', 1, 1, 3, minute)).toBe(0);
    expect(await take('minutes', 1, 1, 4, minute)).toBe(1);
  });

  it('begin anew where a process with a wrong clock has counted hours ahead', async () => {
    expect(await take('ahead', 5, 1, 3, minute + 60)).toBe(3);
    expect(await windows.used('ahead', minute)).toBe(0);
    expect(await take('ahead', 5, 1, 3)).toBe(3);
    expect(await windows.used('ahead', minute)).toBe(3);
  });

  it('go by the clock of the database', async () => {
    const right = windows.now();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    const wrong = windows.now();
    vi.useRealTimers();
    expect(minuteOf(wrong) - minuteOf(right)).toBeLessThan(30);
  });

  it('stand when the operation around them is rolled back', async () => {
    await expect(
      app.get(Database).transaction(async () => {
        await windows.take('rolled back', 1, 5, minute);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await windows.used('rolled back', minute)).toBe(1);
  });

  it('keep two processes within one limit', async () => {
    const both = [new LeasedBudgets(windows, 60), new LeasedBudgets(windows, 60)];
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => both[index % 2]?.take('user of both') ?? -1),
    );
    expect(answers.filter((left) => left >= 0).length).toBe(60);
  });
});

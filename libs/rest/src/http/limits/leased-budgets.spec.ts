import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeDatabase } from '../../../../../test/support/contract-application.js';
import { RetentionRules } from '@keelson/sql';
import { ServerClock } from '@keelson/sql';
import { LeasedBudgets } from './leased-budgets.js';
import { RateWindows } from './rate-windows.js';

vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
afterEach(() => {
  vi.useRealTimers();
});

/** Some processes on one database. */
function processes(count: number, limit: number) {
  const database = new FakeDatabase();
  const all = Array.from(
    { length: count },
    () => new LeasedBudgets(new RateWindows(database, new RetentionRules(), new ServerClock()), limit),
  );
  return { database, all };
}

async function granted(
  budgets: readonly LeasedBudgets[],
  requests: number,
  key = 'user ada',
): Promise<number> {
  const answers = await Promise.all(
    Array.from({ length: requests }, async (_, index) => budgets[index % budgets.length]?.take(key) ?? -1),
  );
  return answers.filter((left) => left >= 0).length;
}

describe('leased budgets', () => {
  it.each([
    [1, 100],
    [1, 107],
    [1, 7],
    [1, 1],
    [4, 400],
  ])('%i process(es) grant a limit of %i, and no more', async (count, limit) => {
    vi.useFakeTimers({ now: 60_000_000, toFake: ['Date', 'performance'] });
    const { all } = processes(count, limit);
    expect(await granted(all, limit * 3)).toBe(limit);
  });

  it('never grants more than the limit, however the slices fall', async () => {
    vi.useFakeTimers({ now: 60_000_000, toFake: ['Date', 'performance'] });
    const { all } = processes(7, 333);
    const total = await granted(all, 2_000);
    expect(total).toBeLessThanOrEqual(333);
    expect(total).toBeGreaterThan(333 - 7 * 17);
  });

  it('asks the database once for a slice, and not at all once the budget is spent', async () => {
    vi.useFakeTimers({ now: 60_000_000, toFake: ['Date', 'performance'] });
    const { database, all } = processes(1, 1_000);
    await granted(all, 30);
    const first = database.statements.length;
    expect(first).toBeLessThanOrEqual(4);
    await granted(all, 2_000);
    const spent = database.statements.length;
    expect(await granted(all, 500)).toBe(0);
    expect(database.statements.length).toBe(spent);
  });

  it('begins anew with the minute', async () => {
    vi.useFakeTimers({ now: 60_000_000, toFake: ['Date', 'performance'] });
    const { all } = processes(2, 40);
    expect(await granted(all, 100)).toBe(40);
    vi.advanceTimersByTime(60_000);
    expect(await granted(all, 100)).toBe(40);
  });

  it('keeps callers apart', async () => {
    vi.useFakeTimers({ now: 60_000_000, toFake: ['Date', 'performance'] });
    const { all } = processes(1, 20);
    expect(await granted(all, 30, 'user ada')).toBe(20);
    expect(await granted(all, 30, 'user bob')).toBe(20);
  });

  it('answers in the same tick while it has a slice', async () => {
    vi.useFakeTimers({ now: 60_000_000, toFake: ['Date', 'performance'] });
    const [budgets] = processes(1, 1_000).all;
    await budgets?.take('user ada');
    expect(budgets?.take('user ada')).toBe(998);
  });

  it('counts by itself while the database is away, and shares again when it is back', async () => {
    vi.useFakeTimers({ now: 60_000_000, toFake: ['Date', 'performance'] });
    const { database, all } = processes(2, 50);
    database.down = true;
    expect(await granted(all, 300)).toBe(100);
    database.down = false;
    vi.advanceTimersByTime(60_000);
    expect(await granted(all, 300)).toBe(50);
  });

  it('does not wait for a database that hangs', async () => {
    const database = new FakeDatabase();
    vi.spyOn(database, 'write').mockReturnValue(new Promise(() => {}));
    const budgets = new LeasedBudgets(new RateWindows(database, new RetentionRules(), new ServerClock()), 50);
    expect(await budgets.take('user ada')).toBeGreaterThanOrEqual(0);
  });
});

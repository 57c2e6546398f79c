import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BackgroundLoops } from '@keelson/runtime';
import { GracefulStop } from '@keelson/runtime/ports';
import type { Lease } from '@keelson/runtime';
import type { Database } from '../persistence/database.js';
import { RetentionRules } from '../persistence/retention-rules.js';
import { RuntimeSettings } from '@keelson/runtime/ports';
import { DeclaredSettings } from '@keelson/runtime';
import { Retention } from './retention.js';

const now = new Date('2026-02-01T00:00:00Z');
const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
afterEach(() => {
  vi.useRealTimers();
  warn.mockClear();
});

/** A retention of these rules; each function deletes a batch. */
function retention(batches: Readonly<Record<string, () => boolean>>, holds = () => true) {
  const rules = new RetentionRules();
  for (const [table, batch] of Object.entries(batches))
    rules.add({
      table,
      deleteBatch: () => Promise.resolve().then(batch),
      backlog: () => ({ sql: '', values: [] }),
    });
  const release = vi.fn(() => Promise.resolve());
  const claim = vi.fn(() => Promise.resolve(holds() ? ({ release } as unknown as Lease) : null));
  const database = { read: () => Promise.resolve([{ now }]) } as unknown as Database;
  const runtime = new DeclaredSettings([RuntimeSettings]).read({}).get(RuntimeSettings);
  const loops = new BackgroundLoops(runtime, new GracefulStop(runtime));
  loops.coordinate({ on: () => undefined }, { claim });
  const own = new Retention(database, rules, loops);
  return {
    sweep: () => own.sweep(),
    claim,
    release,
  };
}

describe('retention', () => {
  it('goes from table to table until none has more, whatever becomes of one of them', async () => {
    const order: string[] = [];
    const left = { first: 3, second: 1 };
    const batch = (table: keyof typeof left) => () => {
      order.push(table);
      left[table] -= 1;
      return left[table] > 0;
    };
    const { sweep, release } = retention({
      first: batch('first'),
      broken: () => {
        throw new Error('stopped by the database');
      },
      second: batch('second'),
    });
    await sweep();
    expect(order).toEqual(['first', 'second', 'first', 'first']);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.lastCall?.[0]).toBe(
      'Expired rows of broken could not be deleted; the deletion will be retried in the next round: stopped by the database',
    );
    expect(release).toHaveBeenCalledTimes(1);
  });

  it('ends a round whose time is up, and renews its lease until then', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const batch = vi.fn(() => {
      vi.advanceTimersByTime(1_000);
      return true;
    });
    const { sweep, claim, release } = retention({ endless: batch });
    await sweep();
    expect(batch).toHaveBeenCalledTimes(30);
    expect(claim).toHaveBeenCalledTimes(2);
    expect(release).toHaveBeenCalledTimes(1);
  });

  it('leaves the work to the process that has the lease, also when it loses its own', async () => {
    const batch = vi.fn(() => true);
    await retention({ any: batch }, () => false).sweep();
    expect(batch).not.toHaveBeenCalled();
    vi.useFakeTimers({ toFake: ['performance'] });
    let held = 1;
    const losing = retention({ any: () => (vi.advanceTimersByTime(4_000), batch()) }, () => held-- > 0);
    await losing.sweep();
    expect(batch).toHaveBeenCalledTimes(4);
    expect(losing.release).not.toHaveBeenCalled();
  });

  it('has one rule a table', () => {
    const rules = new RetentionRules();
    const rule = { table: 'twice', backlog: () => ({ sql: '', values: [] }) };
    rules.add(rule);
    expect(() => rules.add(rule)).toThrow('The table "twice" already has a retention rule');
  });
});

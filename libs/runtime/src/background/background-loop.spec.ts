import { acrossOrganizations, enterContext, maybeContext, unavailable } from '@keelson/kernel';
import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BackgroundLoop } from './background-loop.js';
import { HeldLease } from './held-lease.js';
import type { Lease } from './lease.js';
import type { Loop, Round } from './loop.js';

const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
const log = vi.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
afterEach(() => {
  vi.useRealTimers();
  error.mockClear();
  log.mockClear();
});

const loopOf = (round: Loop['round'], more: Partial<Loop> = {}): Loop => ({
  name: 'counting',
  title: 'The counting',
  everyMs: 60_000,
  atStart: true,
  round,
  ...more,
});
const started = (round: Loop['round'], more: Partial<Loop> = {}, lease: HeldLease | null = null) => {
  vi.useFakeTimers();
  const loop = new BackgroundLoop(loopOf(round, more), lease);
  loop.start();
  return loop;
};
const ms = (time: number) => vi.advanceTimersByTimeAsync(time);

describe('A background loop', () => {
  it('goes on while there is more, never two rounds at a time, and once more for any wakes meanwhile', async () => {
    let [running, most, left] = [0, 0, 3];
    const round = vi.fn(async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 10));
      running -= 1;
      left -= 1;
      return left > 0;
    });
    const loop = started(round);
    await ms(100);
    expect(round).toHaveBeenCalledTimes(3);
    loop.wake();
    await ms(5);
    loop.wake();
    loop.wake();
    await Promise.all([loop.once(), ms(100)]);
    // The one that was woken, the one for the wakes meanwhile, and the one beside them.
    expect(round).toHaveBeenCalledTimes(6);
    expect(most).toBe(1);
    await loop.stop();
  });

  it('begins with its start only when it says so, and sleeps after each round', async () => {
    const round = vi.fn(() => Promise.resolve());
    const loop = started(round, { atStart: false, everyMs: 1_000 });
    await ms(999);
    expect(round).toHaveBeenCalledTimes(0);
    await ms(2_001);
    expect(round).toHaveBeenCalledTimes(3);
    await loop.stop();
  });

  it('rests after a round as long as that took when it is to, whatever wakes it', async () => {
    const round = vi.fn(() => new Promise<void>((resolve) => setTimeout(resolve, 10)));
    const loop = started(round, { restUpToMs: 20 });
    await ms(11);
    loop.wake();
    await ms(5);
    expect(round).toHaveBeenCalledTimes(1);
    await ms(6);
    expect(round).toHaveBeenCalledTimes(2);
    await Promise.all([loop.stop(), ms(10)]);
  });

  it('reports a failure once and its end once, and is not hurried by wakes meanwhile', async () => {
    let failures = 3;
    const round = vi.fn(() => {
      failures -= 1;
      return failures >= 0 ? Promise.reject(new Error('broken')) : Promise.resolve();
    });
    const loop = started(round, { everyMs: 1_000, whileFailing: 'Nothing is counted.' });
    await ms(500);
    loop.wake();
    await ms(400);
    expect(round).toHaveBeenCalledTimes(1);
    expect(loop.isFailing).toBe(true);
    await ms(3_000);
    expect(error.mock.calls).toEqual([
      ['The counting failed and will be retried. Nothing is counted.', new Error('broken')],
    ]);
    expect(log.mock.calls).toEqual([['The counting is working again.']]);
    expect(loop.isFailing).toBe(false);
    await loop.stop();
  });

  it('says nothing of outages that are reported elsewhere, and of other failures during them once', async () => {
    const failures = [unavailable(), new Error('queue'), new Error('broken'), unavailable()];
    const loop = started(() => Promise.reject(failures.shift() ?? unavailable()), {
      everyMs: 1_000,
      isReportedElsewhere: (failure) => (failure as Error).message === 'queue',
    });
    await ms(1_500);
    expect(error).not.toHaveBeenCalled();
    await ms(5_000);
    expect(error).toHaveBeenCalledTimes(1);
    await loop.stop();
  });

  it('runs as nobody, outside the context of what has started or woken it, and crosses organizations when it says why', async () => {
    const contexts: unknown[] = [];
    const note = () => {
      contexts.push(maybeContext());
      return Promise.resolve();
    };
    const request = { requestId: 'r1', caller: null, operation: 'orders:place', unit: null };
    const plain = enterContext(request, () => started(note));
    const crossing = acrossOrganizations('starts it', () => started(note, { across: 'counts all rows' }));
    await ms(1);
    enterContext(request, plain.wake);
    await ms(1);
    const nobody = { requestId: 'system', caller: null, operation: null, unit: null };
    expect(contexts).toEqual([
      nobody,
      { ...nobody, scope: { kind: 'across', reason: 'counts all rows' } },
      nobody,
    ]);
    await Promise.all([plain.stop(), crossing.stop()]);
  });

  it('finishes its round when it is stopped, then gives back what it holds, and never begins another', async () => {
    const order: string[] = [];
    const loop = started(
      async (round: Round) => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        order.push(`round ${round.isStopping}`);
        return true;
      },
      { onStop: () => Promise.resolve(void order.push('given back')) },
    );
    await ms(50);
    const stopped = loop.stop();
    await ms(60);
    await stopped;
    expect(order).toEqual(['round true', 'given back']);
    loop.wake();
    await loop.once();
    await ms(120_000);
    expect(order).toHaveLength(2);
    expect(loop.isRunning).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('A background loop with a lease', () => {
  const leaseOf = (isFree: () => boolean) => {
    const release = vi.fn(() => Promise.resolve());
    const claim = vi.fn(() => Promise.resolve(isFree() ? ({ release } as unknown as Lease) : null));
    return { claim, release };
  };

  it('runs only while it holds the lease, which it renews in time, seeks in vain, and gives back', async () => {
    let isFree = false;
    const { claim, release } = leaseOf(() => isFree);
    const declared = { name: 'counting', seconds: 8, seekEveryMs: 1_000 };
    const round = vi.fn(() => Promise.resolve());
    const loop = started(round, { everyMs: 100, lease: declared }, new HeldLease({ claim }, declared));
    await ms(2_500);
    loop.wake();
    await ms(100);
    expect(claim).toHaveBeenCalledTimes(3);
    expect(round).not.toHaveBeenCalled();
    isFree = true;
    await ms(400);
    expect(round).toHaveBeenCalledTimes(1);
    await ms(3_900);
    // Every two seconds, of the eight that it lasts.
    expect(claim).toHaveBeenCalledTimes(5);
    await loop.stop();
    expect(release).toHaveBeenCalledTimes(1);
  });

  it('claims it anew after a failure', async () => {
    const { claim } = leaseOf(() => true);
    const declared = { name: 'counting', seconds: 60 };
    const loop = started(
      () => Promise.reject(new Error('broken')),
      { everyMs: 100, lease: declared },
      new HeldLease({ claim }, declared),
    );
    await ms(350);
    expect(claim).toHaveBeenCalledTimes(4);
    await loop.stop();
  });

  it('gives it back after each round when it is to, and claims it for each', async () => {
    let isFree = false;
    const { claim, release } = leaseOf(() => isFree);
    const declared = { name: 'counting', seconds: 60, perRound: true };
    const round = vi.fn(() => Promise.resolve());
    const loop = started(round, { atStart: false, lease: declared }, new HeldLease({ claim }, declared));
    await loop.once();
    isFree = true;
    await loop.once();
    await loop.once();
    expect([claim, round, release].map((called) => called.mock.calls.length)).toEqual([3, 2, 2]);
    await loop.stop();
  });
});

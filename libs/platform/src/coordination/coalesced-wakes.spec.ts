import { withContext, type UnitOfWork } from '@keelson/kernel';
import { describe, expect, it, vi } from 'vitest';
import { CoalescedWakes } from './coalesced-wakes.js';

/** A channel that reaches nobody, and what was published on it. */
function wakes() {
  const published: string[] = [];
  let heard: (text: string) => void = () => undefined;
  const signals = new CoalescedWakes((hear) => {
    heard = hear;
    return { publish: (text) => void published.push(text.split(' ')[1] ?? ''), close: () => undefined };
  });
  return { signals, published, hear: (text: string) => heard(text) };
}

describe('Signals', () => {
  it('reach this process at once and the others by the channel; many in a row make two', async () => {
    const { signals, published } = wakes();
    const listener = vi.fn();
    signals.on('jobs', listener);
    for (let n = 0; n < 100; n += 1) signals.send('jobs');
    expect([listener.mock.calls.length, published]).toEqual([1, ['jobs']]);
    await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(2));
    expect(published).toEqual(['jobs', 'jobs']);
  });

  it('keep topics apart, and stop when the listener is ended', () => {
    const { signals, published } = wakes();
    const [jobs, outbox] = [vi.fn(), vi.fn()];
    const end = signals.on('jobs', jobs);
    signals.on('outbox', outbox);
    end();
    signals.send('outbox');
    expect([jobs.mock.calls.length, outbox.mock.calls.length, published]).toEqual([0, 1, ['outbox']]);
  });

  it('wait for the commit, and run apart from the work that sent them', () => {
    const { signals } = wakes();
    const effects: (() => void | Promise<void>)[] = [];
    const unit: UnitOfWork = { afterCommit: (effect) => void effects.push(effect) };
    const seen: unknown[] = [];
    signals.on('outbox', () => withContext({}, () => seen.push('woken')));
    withContext({ unit }, () => signals.send('outbox'));
    expect([seen, effects.length]).toEqual([[], 1]);
    void effects[0]?.();
    expect(seen).toEqual(['woken']);
  });

  it('of others wake their topic; this process does not hear itself; after an outage all look', () => {
    const { signals, hear } = wakes();
    const [jobs, outbox] = [vi.fn(), vi.fn()];
    signals.on('jobs', jobs);
    signals.on('outbox', outbox);
    hear('another jobs');
    hear('another nonsense');
    expect([jobs.mock.calls.length, outbox.mock.calls.length]).toEqual([1, 0]);
    hear('');
    expect([jobs.mock.calls.length, outbox.mock.calls.length]).toEqual([2, 1]);
  });
});

import { withContext, type UnitOfWork } from '@keelson/kernel';
import { describe, expect, it, vi } from 'vitest';
import { CoalescedWakes } from './coalesced-wakes.js';
import { wakeTopic } from './wake-topic.js';

const tides = wakeTopic('spec-tides');
const winds = wakeTopic('spec-winds');

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
    signals.on(tides, listener);
    for (let n = 0; n < 100; n += 1) signals.send(tides);
    expect([listener.mock.calls.length, published]).toEqual([1, ['spec-tides']]);
    await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(2));
    expect(published).toEqual(['spec-tides', 'spec-tides']);
  });

  it('keep topics apart, and stop when the listener is ended', () => {
    const { signals, published } = wakes();
    const [onTides, onWinds] = [vi.fn(), vi.fn()];
    const end = signals.on(tides, onTides);
    signals.on(winds, onWinds);
    end();
    signals.send(winds);
    expect([onTides.mock.calls.length, onWinds.mock.calls.length, published]).toEqual([0, 1, ['spec-winds']]);
  });

  it('wait for the commit, and run apart from the work that sent them', () => {
    const { signals } = wakes();
    const effects: (() => void | Promise<void>)[] = [];
    const unit: UnitOfWork = { afterCommit: (effect) => void effects.push(effect) };
    const seen: unknown[] = [];
    signals.on(winds, () => withContext({}, () => seen.push('woken')));
    withContext({ unit }, () => signals.send(winds));
    expect([seen, effects.length]).toEqual([[], 1]);
    void effects[0]?.();
    expect(seen).toEqual(['woken']);
  });

  it('of others wake their topic; this process does not hear itself; after an outage all look', () => {
    const { signals, hear } = wakes();
    const [onTides, onWinds] = [vi.fn(), vi.fn()];
    signals.on(tides, onTides);
    signals.on(winds, onWinds);
    hear('another spec-tides');
    hear('another nonsense');
    expect([onTides.mock.calls.length, onWinds.mock.calls.length]).toEqual([1, 0]);
    hear('');
    expect([onTides.mock.calls.length, onWinds.mock.calls.length]).toEqual([2, 1]);
  });
});

describe('A topic', () => {
  it('is declared once, by a name that all processes know', () => {
    expect(() => wakeTopic('spec-tides')).toThrow('The wake topic "spec-tides" is declared twice');
    expect(() => wakeTopic('Two words')).toThrow('must be lowercase words joined by dashes');
  });
});

import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OutageLog } from './outage-log.js';

describe('the log of an outage', () => {
  const error = vi.fn<(line: string) => void>();
  const log = vi.fn<(line: string) => void>();
  let outage: OutageLog;

  beforeEach(() => {
    vi.useFakeTimers();
    outage = new OutageLog(Object.assign(new Logger('Queue'), { error, log }), 'Redis');
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.clearAllMocks();
  });

  it('has one line for its begin and one for its end', () => {
    for (let attempt = 0; attempt < 50; attempt += 1)
      outage.lost(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }));
    vi.advanceTimersByTime(7_000);
    expect(outage.duration).toBe(7_000);
    outage.complain(new Error('Command timed out'));
    outage.back();
    outage.back();
    expect(outage.duration).toBe(0);
    vi.advanceTimersByTime(1_000);
    expect(error.mock.calls).toEqual([
      ["The queue's Redis cannot be reached: ECONNREFUSED. Jobs wait until it is reachable again."],
    ]);
    expect(log.mock.calls).toEqual([["The queue's Redis is reachable again after 7 s."]]);
  });

  it('is one outage when connections break one after the other, and others answer in between', () => {
    const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    for (let connection = 0; connection < 5; connection += 1) {
      outage.lost(reset);
      vi.advanceTimersByTime(500);
      outage.back();
      vi.advanceTimersByTime(500);
    }
    vi.advanceTimersByTime(500);
    expect(error).toHaveBeenCalledTimes(1);
    expect(log.mock.calls).toEqual([["The queue's Redis is reachable again after 5 s."]]);
    outage.lost(reset);
    expect(error).toHaveBeenCalledTimes(2);
  });

  it('tells nothing of a server once the process ends', () => {
    outage.lost(new Error('gone'));
    outage.back();
    outage.end();
    vi.advanceTimersByTime(5_000);
    expect(log).not.toHaveBeenCalled();
  });

  it('takes a lost connection for an outage, whoever complains', () => {
    outage.complain(Object.assign(new Error('terminating connection'), { code: '57P01' }));
    expect(outage.duration).toBeGreaterThan(0);
  });

  it('has the same complaint once a minute', () => {
    for (let time = 0; time < 120_000; time += 100) {
      outage.complain(new Error('OOM command not allowed\nwith details'));
      vi.advanceTimersByTime(100);
    }
    expect(error.mock.calls).toEqual(
      Array(2).fill(["The queue's Redis refused a command: OOM command not allowed"]),
    );
  });
});

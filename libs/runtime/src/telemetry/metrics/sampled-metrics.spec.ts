import { Logger } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SampledMetrics } from './sampled-metrics.js';

const warnings = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  warnings.mockClear();
});

/** A collection of one gauge whose answers the test gives. */
function collection() {
  const gauge = new Gauge({
    name: 'jobs',
    help: 'Jobs.',
    labelNames: ['queue'],
    registers: [new Registry()],
  });
  const waiting: PromiseWithResolvers<number>[] = [];
  const sampled = new SampledMetrics('jobs', [gauge], async () => {
    const answer = withResolvers<number>();
    waiting.push(answer);
    const count = await answer.promise;
    return () => gauge.set({ queue: 'mail' }, count);
  });
  const values = async () => (await gauge.get()).values.map(({ value }) => value);
  return { sampled, waiting, values };
}

it('asks once for many scrapes, and again after ten seconds', async () => {
  const { sampled, waiting, values } = collection();
  const scrapes = Promise.all([sampled.refresh(), sampled.refresh(), sampled.refresh()]);
  waiting[0]?.resolve(3);
  await scrapes;
  expect([await values(), sampled.isMissing]).toEqual([[3], false]);
  vi.advanceTimersByTime(9_900);
  await sampled.refresh();
  expect(waiting).toHaveLength(1);
  vi.advanceTimersByTime(200);
  const again = sampled.refresh();
  waiting[1]?.resolve(5);
  await again;
  expect(await values()).toEqual([5]);
});

it('has no values after a failure, says so once, and has them again later', async () => {
  const { sampled, waiting, values } = collection();
  const first = sampled.refresh();
  waiting[0]?.resolve(3);
  await first;
  for (const turn of [1, 2]) {
    vi.advanceTimersByTime(10_100);
    const failing = sampled.refresh();
    waiting[turn]?.reject(new Error('the database is away'));
    await failing;
    expect([await values(), sampled.isMissing]).toEqual([[], true]);
  }
  expect(warnings).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(10_100);
  const back = sampled.refresh();
  waiting[3]?.resolve(4);
  await back;
  expect([await values(), sampled.isMissing]).toEqual([[4], false]);
});

it('waits half a second for an answer, asks no second time meanwhile, and shows it when it has come', async () => {
  const { sampled, waiting, values } = collection();
  for (let scrape = 0; scrape < 3; scrape += 1) {
    const late = sampled.refresh();
    await vi.advanceTimersByTimeAsync(500);
    await late;
    expect([await values(), sampled.isMissing]).toEqual([[], true]);
    await vi.advanceTimersByTimeAsync(15_000);
  }
  expect(waiting).toHaveLength(1);
  waiting[0]?.resolve(7);
  await vi.advanceTimersByTimeAsync(0);
  await sampled.refresh();
  expect([await values(), sampled.isMissing]).toEqual([[7], false]);
});

it('shows the last answer while a new one is late, for a minute', async () => {
  const { sampled, waiting, values } = collection();
  const first = sampled.refresh();
  waiting[0]?.resolve(3);
  await first;
  const seen: unknown[] = [];
  for (let scrape = 0; scrape < 5; scrape += 1) {
    await vi.advanceTimersByTimeAsync(15_000);
    const late = sampled.refresh();
    await vi.advanceTimersByTimeAsync(500);
    await late;
    seen.push([await values(), sampled.isMissing]);
  }
  expect(seen).toEqual([
    [[3], false],
    [[3], false],
    [[3], false],
    [[], true],
    [[], true],
  ]);
  expect(waiting).toHaveLength(2);
});

/** `Promise.withResolvers` of later Nodes. */
interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

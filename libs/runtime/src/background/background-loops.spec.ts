import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { processRegistry } from '../telemetry/ports.js';
import { RuntimeSettings } from '../runtime/ports.js';
import { DeclaredSettings } from '../settings/index.js';
import { BackgroundLoops } from './background-loops.js';
import { GracefulStop } from './graceful-stop.js';
import type { Loop } from './loop.js';

beforeEach(() => {
  vi.useFakeTimers();
  for (const level of ['error', 'log', 'warn'] as const)
    vi.spyOn(Logger.prototype, level).mockReturnValue(undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const loopsOf = (role: 'all' | 'api' | 'worker') => {
  const runtime = new DeclaredSettings([RuntimeSettings])
    .read({ ROLE: role, SHUTDOWN_SECONDS: '2' })
    .get(RuntimeSettings);
  const stop = new GracefulStop(runtime);
  return { loops: new BackgroundLoops(runtime, stop), stop, stopMs: runtime.stopMs };
};
const loop = (name: string, more: Partial<Loop> = {}): Loop => ({
  name,
  title: `The ${name}`,
  everyMs: 1_000,
  atStart: true,
  round: () => Promise.resolve(),
  ...more,
});

describe('The background loops', () => {
  it('start with the application, in the roles that they are for, and are listed', async () => {
    const { loops, stop } = loopsOf('api');
    const [everywhere, onWorkers] = [vi.fn(() => Promise.resolve()), vi.fn(() => Promise.resolve())];
    loops.add(loop('second', { role: 'worker', round: onWorkers }));
    loops.add(loop('first', { round: everywhere }));
    expect(everywhere).not.toHaveBeenCalled();
    loops.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(1);
    expect([everywhere, onWorkers].map((round) => round.mock.calls.length)).toEqual([1, 0]);
    expect(loops.states().map(({ name, role, isRunning }) => [name, role, isRunning])).toEqual([
      ['first', 'any', true],
      ['second', 'worker', false],
    ]);
    await stop.onModuleDestroy();
    expect(loops.states()[0]?.isRunning).toBe(false);
  });

  it('are woken by their topics', async () => {
    const { loops, stop } = loopsOf('all');
    const topic = { name: 'news' };
    const wakes: (() => void)[] = [];
    const round = vi.fn(() => Promise.resolve());
    loops.add(loop('reader', { wakeOn: [topic], round }));
    loops.coordinate(
      { on: (on, wake) => on === topic && wakes.push(wake) },
      { claim: () => Promise.resolve(null) },
    );
    loops.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(1);
    for (const wake of wakes) wake();
    await vi.advanceTimersByTimeAsync(1);
    expect(round).toHaveBeenCalledTimes(2);
    await stop.onModuleDestroy();
  });

  it('are refused when a name is malformed or taken, when they come late, and when what they need is missing', () => {
    const { loops } = loopsOf('all');
    loops.add(loop('once', { lease: { name: 'once', seconds: 10 } }));
    expect(() => loops.add(loop('Once'))).toThrow('must be lowercase words joined by dashes');
    expect(() => loops.add(loop('once'))).toThrow('"once" is declared twice');
    expect(() => loops.onApplicationBootstrap()).toThrow('import CoordinationModule');
    expect(() => loops.add(loop('late'))).toThrow('declare it in a constructor or in onModuleInit');
  });

  it('stop while work ends, except those that it depends on: they stop after it', async () => {
    const { loops, stop } = loopsOf('all');
    const order: string[] = [];
    const noted = (name: string) => ({ onStop: () => Promise.resolve(void order.push(name)) });
    loops.add(loop('needed', { stops: 'last', ...noted('needed') }));
    loops.add(loop('usual', noted('usual')));
    loops.onApplicationBootstrap();
    await stop.onModuleDestroy();
    expect(order).toEqual(['usual']);
    await stop.onApplicationShutdown();
    expect(order).toEqual(['usual', 'needed']);
  });

  it('do not hold up the shutdown beyond its budget', async () => {
    const { loops, stop, stopMs } = loopsOf('all');
    loops.add(loop('stuck', { round: () => new Promise(() => undefined) }));
    loops.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(1);
    const stopped = vi.fn();
    void stop.onModuleDestroy().then(stopped);
    await vi.advanceTimersByTimeAsync(stopMs - 1);
    expect(stopped).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2);
    expect(stopped).toHaveBeenCalled();
  });

  it('are measured by name and outcome', async () => {
    const { loops, stop } = loopsOf('all');
    const failures = [new Error('broken')];
    loops.add(
      loop('measured', {
        round: () => (failures.length > 0 ? Promise.reject(failures.pop()) : Promise.resolve()),
      }),
    );
    loops.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(2_500);
    await stop.onModuleDestroy();
    const text = await processRegistry.metrics();
    expect(text).toContain('keelson_background_rounds_total{loop="measured",outcome="failed"} 1');
    expect(text).toContain('keelson_background_rounds_total{loop="measured",outcome="done"} 2');
    expect(text).toContain('keelson_background_round_duration_seconds_count{loop="measured"} 3');
  });

  it('refuse a lease that is over before the next round', () => {
    const { loops } = loopsOf('all');
    const lease = { name: 'tide', seconds: 30 };
    expect(() => loops.add(loop('tide', { everyMs: 60_000, lease }))).toThrow(
      'The background loop "tide" has a lease of 30 s, which expires before the next round can renew it',
    );
    expect(() =>
      loops.add(loop('tide', { everyMs: 60_000, lease: { ...lease, perRound: true } })),
    ).not.toThrow();
  });
});

import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeDatabase, openShop } from '../../../../../test/support/contract-application.js';
import { Database } from '@keelson/sql';
import { mostChecks, ReadinessChecks } from '@keelson/sql/ports';

let app: NestFastifyApplication;
const warnings = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);

beforeEach(async () => {
  app = await openShop();
  warnings.mockClear();
});
afterEach(async () => {
  vi.useRealTimers();
  await app.close();
});

/** An answer holds for a quarter of a second. */
const later = () => vi.advanceTimersByTime(300);

describe('health', () => {
  it('is alive, whatever is down', async () => {
    app.get<FakeDatabase>(Database).down = true;
    expect((await app.inject('/health/live')).json()).toEqual({ status: 'alive' });
  });

  it('is ready, not ready, and ready again without a restart', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const database = app.get<FakeDatabase>(Database);
    expect((await app.inject('/health/ready')).json()).toEqual({
      status: 'ready',
      checks: { database: 'up' },
      degraded: [],
    });
    database.down = true;
    later();
    const down = await app.inject('/health/ready');
    expect(down.statusCode).toBe(503);
    expect(down.headers['retry-after']).toBe('2');
    expect(down.json()).toMatchObject({ code: 'unavailable', detail: 'Not ready: database.' });
    expect(down.body).not.toContain('refused');
    later();
    await app.inject('/health/ready');
    expect(warnings.mock.calls.filter(([line]) => String(line).startsWith('database is down'))).toHaveLength(
      1,
    );
    database.down = false;
    later();
    expect((await app.inject('/health/ready')).statusCode).toBe(200);
  });

  it('has no more checks than its document says', () => {
    const checks = app.get(ReadinessChecks);
    const add = (name: string) => checks.add(name, () => Promise.resolve());
    for (let count = 1; count < mostChecks; count += 1) add(`part-${count}`);
    expect(() => add('last-straw')).toThrow('Readiness check "last-straw" exceeds the maximum');
  });

  it('gives up a check that hangs, and asks once for many probes', async () => {
    let asked = 0;
    app.get(ReadinessChecks).add('hanging', () => {
      asked += 1;
      return new Promise(() => {});
    });
    const answers = await Promise.all(Array.from({ length: 5 }, () => app.inject('/health/ready')));
    expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([503]));
    expect(asked).toBe(1);
  });

  it('stays ready without a part that its role does not need, and says so', async () => {
    app
      .get(ReadinessChecks)
      .add('queue', () => Promise.reject(new Error('ECONNREFUSED 10.0.0.7')), { isNeeded: false });
    const answer = await app.inject('/health/ready');
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      { status: 'ready', checks: { database: 'up', queue: 'down' }, degraded: ['queue'] },
    ]);
    expect(warnings).toHaveBeenCalledWith('queue is down: ECONNREFUSED 10.0.0.7');
  });

  it('names the state of the database', async () => {
    app.get<FakeDatabase>(Database).fails = Object.assign(new Error('read-only'), { code: '25006' });
    const answer = await app.inject('/health/ready');
    expect(answer.json()).toMatchObject({ code: 'unavailable', detail: 'Not ready: database (read-only).' });
  });

  it('refuses two checks of one name', () => {
    expect(() => app.get(ReadinessChecks).add('database', () => Promise.resolve())).toThrow('added twice');
  });
});

import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { startApp, type TestApp } from '../../../../test/support/app.js';
import { QueueSettings } from '@keelson/jobs';
import { WakeSignals } from './wake-signals.js';
import { wakeTopic } from './wake-topic.js';

const tides = wakeTopic('spec-tides-elsewhere');

let one: TestApp;
let other: TestApp;
beforeAll(async () => {
  one = await startApp();
  const { redisUrl } = one.get(QueueSettings);
  other = await startApp({
    databaseUrl: one.databaseUrl,
    environment: redisUrl ? { REDIS_URL: redisUrl } : {},
  });
});
afterAll(async () => {
  await other.close();
  await one.close();
});

describe('Wake signals', () => {
  it('reach the other processes, also again after every connection was cut off', async () => {
    const listener = vi.fn();
    const end = other.get(WakeSignals).on(tides, listener);
    await reaches(listener);
    await cutConnections();
    await reaches(listener);
    expect(listener).toHaveBeenCalled();
    end();
  });
});

/** Sends until it is heard: a signal may be lost. */
async function reaches(listener: ReturnType<typeof vi.fn>): Promise<void> {
  listener.mockClear();
  await vi.waitFor(
    () => {
      one.get(WakeSignals).send(tides);
      expect(listener).toHaveBeenCalled();
    },
    { timeout: 10_000, interval: 50 },
  );
}

async function cutConnections(): Promise<void> {
  if (inject('engine') === 'mysql') {
    const redis = new Redis(one.get(QueueSettings).redisUrl ?? '');
    await redis.client('KILL', 'TYPE', 'pubsub');
    redis.disconnect();
    return;
  }
  const client = new pg.Client({ connectionString: one.databaseUrl });
  await client.connect();
  await client.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'keelson_wake' AND datname = current_database()",
  );
  await client.end();
}

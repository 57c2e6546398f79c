import { Logger } from '@nestjs/common';
import type { PostgresPool } from '@keelson/sql/ports';
import { expect, it } from 'vitest';
import { OutageLog } from './outage-log.js';
import { QueuePool } from './queue-pool.js';

Logger.overrideLogger(false);

it('is back with the first answer, though no new connection is made', async () => {
  const outage = new OutageLog(new Logger('Queue'), 'PostgreSQL');
  let fails = true;
  const pool = {
    query: () =>
      fails
        ? Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
        : Promise.resolve({ rows: [], rowCount: 0 }),
  } as unknown as PostgresPool;
  const queue = new QueuePool(
    pool,
    (error) => outage.lost(error),
    () => outage.back(),
  );
  await expect(queue.query('SELECT 1')).rejects.toThrow('Connection is closed');
  expect(outage.duration).toBeGreaterThan(0);
  fails = false;
  await queue.query('SELECT 1');
  expect(outage.duration).toBe(0);
});

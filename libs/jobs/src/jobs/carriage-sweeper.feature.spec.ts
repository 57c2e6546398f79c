import { acrossOrganizations, Jobs } from '@keelson/kernel';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import {
  claimServers,
  Diary,
  note,
  open,
  type QueueApplication,
  type QueueServers,
} from '../../../../test/support/queue-application.js';
import { JobTransport } from '../queue/job-transport.js';
import { CarriageSweeper } from './carriage-sweeper.js';

let servers: QueueServers;
let app: QueueApplication;
beforeAll(async () => {
  servers = await claimServers();
  app = await open({ diary: new Diary(), url: servers.database.url, redisUrl: servers.queueUrl });
});
afterAll(async () => {
  await app.close();
  await servers.drop();
});

it('ends in BullMQ what is over by its row, when a worker had time to do so itself', async () => {
  const sweep = () => acrossOrganizations('sweeps in a test', () => app.get(CarriageSweeper).sweep());
  const carried = () => app.get(JobTransport).running(note.name);
  const endings: (() => void)[] = [];
  for (const text of ['over', 'running'])
    app.diary.on(text, () => new Promise<void>((resolve) => void endings.push(resolve)));
  const over = await app.get(Jobs).enqueue(note, { text: 'over' });
  const running = await app.get(Jobs).enqueue(note, { text: 'running' });
  await app.diary.until(2);
  // As a worker leaves it that dies after the mark.
  await app.change("UPDATE jobs SET state = 'done' WHERE id = ?", [over.id]);
  await sweep();
  expect((await carried()).sort()).toEqual([`${over.id}-1`, `${running.id}-1`].sort());
  await sweep();
  expect(await carried()).toEqual([`${running.id}-1`]);
  for (const end of endings) end();
  await app.reaches(running, 'done');
});

it.runIf(inject('engine') === 'postgres')(
  'limits that a clock of the future has set for all are taken back',
  async () => {
    const client = new pg.Client({ connectionString: servers.database.url });
    await client.connect();
    try {
      const now = 'extract(epoch FROM clock_timestamp()) * 1000';
      await client.query(
        `INSERT INTO bullmq.rate_limit (queue, points, expire_at_ms) VALUES ('ahead', 9, (${now})::bigint + 3600000), ('right', 9, (${now})::bigint + 1900)`,
      );
      await app.get(JobTransport).mendLimits();
      const { rows } = await client.query<{ queue: string }>('SELECT queue FROM bullmq.rate_limit');
      expect(rows.map(({ queue }) => queue)).not.toContain('ahead');
      await vi.waitFor(async () => expect((await client.query('TABLE bullmq.rate_limit')).rows).toEqual([]), {
        timeout: 10_000,
      });
    } finally {
      await client.end();
    }
  },
);

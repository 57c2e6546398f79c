import { asOrganization, Jobs } from '@keelson/kernel';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import {
  claimServers,
  Diary,
  note,
  open,
  organizationId,
  type QueueApplication,
  type QueueServers,
} from '../../../../test/support/queue-application.js';
import { JobTransport } from '../queue/job-transport.js';
import { JobRows, QueuePauses, type NewJob } from './index.js';
import { JobRetention } from './job-retention.js';
import { WaitingWork } from './waiting-work.js';

const other = '01890a5d-ac96-774b-bcce-b302099a8059';

let servers: QueueServers;
const running: QueueApplication[] = [];

async function start(role: 'all' | 'api' = 'all', diary = new Diary()): Promise<QueueApplication> {
  const app = await open({ role, diary, url: servers.database.url, redisUrl: servers.queueUrl });
  running.push(app);
  return app;
}

function job(text: string, more: Partial<NewJob> = {}): NewJob {
  return {
    scope: { kind: 'organization', organizationId },
    queue: note.name,
    kind: 'job',
    payload: { text },
    maxAttempts: 3,
    callerId: null,
    requestId: 'test',
    operation: null,
    ...more,
  };
}

const add = (app: QueueApplication, jobs: readonly NewJob[], organization = organizationId) =>
  asOrganization(organization, () => app.get(JobRows).add(jobs));
const unfinished = async (app: QueueApplication) =>
  (await app.sql("SELECT id FROM jobs WHERE state IN ('waiting', 'held', 'delayed', 'active')")).length;
const drained = (app: QueueApplication) =>
  vi.waitFor(async () => expect(await unfinished(app)).toBe(0), { timeout: 45_000, interval: 100 });

beforeAll(async () => {
  servers = await claimServers();
});
afterEach(async () => {
  await running.at(-1)?.change('DELETE FROM jobs');
  await Promise.all(running.splice(0).map((app) => app.close()));
});
afterAll(() => servers.drop());

describe('the dispatcher', () => {
  it('lets a single job of one organization in before the rest of another one that floods', async () => {
    const writer = await start('api');
    await add(
      writer,
      Array.from({ length: 10_000 }, (_, index) => job(`flood ${index}`)),
    );
    const app = await start();
    let single = false;
    for (let index = 0; index < 10_000; index += 1)
      app.diary.on(`flood ${index}`, () => (single ? undefined : pause(200)));
    app.diary.on('single', () => {
      single = true;
    });
    await app.diary.until(4);
    const before = app.diary.lines.length;
    await add(writer, [job('single', { scope: { kind: 'organization', organizationId: other } })], other);
    await vi.waitUntil(() => single, { timeout: 10_000, interval: 5 });
    // Two run at a time here: those that run, and those that take their place before the dispatcher has looked. In turn
    // it would have come after all that are in flight.
    expect(app.diary.texts().indexOf('single') - before).toBeLessThan(8);
    const flying = await app.sql("SELECT id FROM jobs WHERE state = 'active'");
    expect(flying.length).toBeLessThanOrEqual(64);
    await app.change("UPDATE jobs SET state = 'cancelled' WHERE state = 'waiting'");
    await drained(app);
    expect(new Set(app.diary.texts()).size).toBe(app.diary.lines.length);
  }, 60_000);

  it('takes urgent jobs of an organization first', async () => {
    const writer = await start('api');
    await add(
      writer,
      Array.from({ length: 40 }, (_, index) => job(`usual ${index}`)),
    );
    await add(writer, [job('last', { priority: 9 }), job('first', { priority: 0 })]);
    const app = await start();
    await drained(app);
    expect(app.diary.texts().indexOf('first')).toBeLessThan(2);
    expect(app.diary.texts().indexOf('last')).toBeGreaterThan(38);
  });

  it('runs the jobs of a line one by one in their order, whatever their priority, beside those of others', async () => {
    const writer = await start('api');
    const of = (line: string) => (sequence: number) =>
      job(`${line} ${sequence}`, { line: { name: line, sequence }, priority: 9 - (sequence % 10) });
    const sequences = Array.from({ length: 12 }, (_, index) => index + 1);
    await add(writer, sequences.flatMap((sequence) => [of('a')(sequence), of('b')(sequence)]).reverse());
    const app = await start();
    let most = 0;
    const busy = { a: 0, b: 0 };
    for (const line of ['a', 'b'] as const)
      for (const sequence of sequences)
        app.diary.on(`${line} ${sequence}`, async (_, attempt) => {
          busy[line] += 1;
          most = Math.max(most, busy[line]);
          await pause(5);
          busy[line] -= 1;
          if (sequence === 3 && attempt.number === 1) throw new Error('the third fails once');
        });
    await drained(app);
    expect(most).toBe(1);
    for (const line of ['a', 'b'])
      expect([...new Set(app.diary.texts().filter((text) => text.startsWith(line)))]).toEqual(
        sequences.map((sequence) => `${line} ${sequence}`),
      );
  });

  it('holds a line behind a job that is dead', async () => {
    const app = await start();
    app.diary.on('line 1', () => {
      throw new Error('always');
    });
    const [first] = await add(app, [
      job('line 1', { line: { name: 'line', sequence: 1 }, maxAttempts: 1 }),
      job('line 2', { line: { name: 'line', sequence: 2 } }),
    ]);
    await vi.waitFor(async () => expect((await app.row(first as string))['state']).toBe('dead'), {
      timeout: 10_000,
    });
    await add(app, [job('marker')]);
    await vi.waitUntil(() => app.diary.texts().includes('marker'), { timeout: 10_000 });
    expect(app.diary.texts()).not.toContain('line 2');
    expect((await app.sql("SELECT id FROM jobs WHERE state = 'held'")).length).toBe(1);
  });

  it('leaves the jobs of a paused queue where they are', async () => {
    const app = await start();
    await app.get(QueuePauses).pause(note.name);
    const enqueued = await app.get(Jobs).enqueue(note, { text: 'paused' });
    await pause(1_200);
    expect((await app.row(enqueued))['state']).toBe('waiting');
    await app.get(QueuePauses).resume(note.name);
    await app.reaches(enqueued, 'done');
  });

  it('lets no job of a queue in that is paused while it looks for work', async () => {
    const app = await start();
    const waiting = app.get(WaitingWork);
    const candidates = waiting.candidates.bind(waiting);
    const looked = vi.spyOn(waiting, 'candidates').mockImplementation(async (...asked) => {
      const found = await candidates(...asked);
      await app.get(QueuePauses).pause(note.name);
      return found;
    });
    const enqueued = await app.get(Jobs).enqueue(note, { text: 'too late' });
    await vi.waitUntil(() => looked.mock.settledResults.length > 0, { timeout: 10_000 });
    await pause(1_200);
    expect((await app.row(enqueued))['state']).toBe('waiting');
    looked.mockRestore();
    await app.get(QueuePauses).resume(note.name);
    await app.reaches(enqueued, 'done');
  });

  it('goes on in another process when its own ends', async () => {
    const [first, second] = [await start(), await start()];
    await first.reaches(await first.get(Jobs).enqueue(note, { text: 'before' }), 'done');
    await first.close();
    await second.reaches(await second.get(Jobs).enqueue(note, { text: 'after' }), 'done');
    expect(second.diary.texts()).toContain('after');
  });

  it('sweeps what is long over, and leaves the dead', async () => {
    const app = await start('api');
    const ids = await add(app, [job('new'), job('week'), job('delivery', { kind: 'delivery' }), job('dead')]);
    await app.change(
      "UPDATE jobs SET state = 'done', finished_at = CURRENT_TIMESTAMP(3) - INTERVAL '7200' SECOND",
    );
    const [, week, , dead] = ids as [string, string, string, string];
    await app.change(
      "UPDATE jobs SET finished_at = CURRENT_TIMESTAMP(3) - INTERVAL '700000' SECOND WHERE id = ?",
      [week],
    );
    await app.change(
      "UPDATE jobs SET state = 'dead', finished_at = CURRENT_TIMESTAMP(3) - INTERVAL '700000' SECOND WHERE id = ?",
      [dead],
    );
    expect(await app.get(JobRetention).deleteBatch(new Date())).toBe(false);
    expect((await app.sql('SELECT id FROM jobs ORDER BY id')).map((row) => row['id'])).toEqual([
      ids[0],
      dead,
    ]);
  });
});

describe('the reconciler', () => {
  it('counts an attempt whose worker was lost, and hands the next one over', async () => {
    const writer = await start('api');
    const [id] = (await add(writer, [job('lost')])) as [string];
    await writer.change(
      "UPDATE jobs SET state = 'active', attempt = 1, admitted_at = CURRENT_TIMESTAMP(3) - INTERVAL '60' SECOND WHERE id = ?",
      [id],
    );
    // Not an envelope: BullMQ fails it as it does one whose worker went silent.
    await writer.get(JobTransport).carry(note.name, [{ id: `${id}-1`, data: {}, priority: 1 }]);
    const app = await start();
    await app.diary.until(1);
    expect(app.diary.lines[0]).toMatchObject({ text: 'lost', attempt: 2, id });
    expect(await app.sql('SELECT number, outcome FROM job_attempts WHERE job_id = ?', [id])).toEqual([
      { number: 1, outcome: 'lost' },
    ]);
  });

  it.runIf(inject('engine') === 'mysql')(
    'loses nothing when Redis is wiped',
    async () => {
      const app = await start();
      const texts = Array.from({ length: 40 }, () => randomUUID());
      for (const text of texts) app.diary.on(text, () => pause(100));
      await add(
        app,
        texts.map((text) => job(text)),
      );
      await app.diary.until(3);
      const redis = new Redis(servers.queueUrl ?? '');
      await redis.flushdb();
      await redis.quit();
      await drained(app);
      expect([...new Set(app.diary.texts())].sort()).toEqual(texts.sort());
      expect(await app.sql("SELECT id FROM jobs WHERE state <> 'done'")).toEqual([]);
    },
    60_000,
  );
});

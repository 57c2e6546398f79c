import { asOrganization, Jobs, withContext } from '@keelson/kernel';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  claimServers,
  Diary,
  note,
  open,
  organizationId,
  storedNote,
  type QueueApplication,
  type QueueServers,
} from '../../../../test/support/queue-application.js';
import { Database } from '@keelson/sql';
import { UnrecoverableError } from './index.js';

let servers: QueueServers;
const running: QueueApplication[] = [];

async function start(role: 'all' | 'api' = 'all', diary = new Diary()): Promise<QueueApplication> {
  const app = await open({ role, diary, url: servers.database.url, redisUrl: servers.queueUrl });
  running.push(app);
  return app;
}

beforeAll(async () => {
  servers = await claimServers();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.close()));
});
afterAll(() => servers.drop());

describe('a job', () => {
  it('keeps its result, how far it came and when', async () => {
    const app = await start();
    app.diary.on('count', (_, attempt) => {
      for (let done = 1; done <= 50; done += 1) attempt.progress(done, 50);
      return { lines: 50 };
    });
    const job = await app.get(Jobs).enqueue(note, { text: 'count' });
    await app.reaches(job, 'done');
    expect(await app.row(job)).toMatchObject({
      result: { lines: 50 },
      progress: { done: 50, total: 50 },
      problem: null,
      attempt: 1,
      admitted_at: expect.any(Date),
      finished_at: expect.any(Date),
    });
  });

  it('goes on from its checkpoint', async () => {
    const app = await start();
    const seen: unknown[] = [];
    app.diary.on('steps', async (_, attempt) => {
      seen.push(attempt.checkpoint);
      await attempt.save({ line: attempt.number * 100 });
      if (attempt.number < 3) throw new Error('not yet');
    });
    const job = await app.get(Jobs).enqueue(note, { text: 'steps' });
    await app.reaches(job, 'done');
    expect(seen).toEqual([null, { line: 100 }, { line: 200 }]);
  });

  it('saves a checkpoint with the transaction that it belongs to, or not at all', async () => {
    const app = await start();
    const database = app.get(Database);
    app.diary.on('batch', async (_, attempt) => {
      if (attempt.number > 1) return;
      await database.transaction(() => attempt.save({ batch: 1 }));
      await database.transaction(async () => {
        await attempt.save({ batch: 2 });
        throw new Error('the batch fails');
      });
    });
    const job = await app.get(Jobs).enqueue(note, { text: 'batch' });
    await app.reaches(job, 'done');
    expect((await app.row(job))['checkpoint']).toEqual({ batch: 1 });
  });

  it.each([
    ['with a result', { mine: true }],
    ['without one', undefined],
  ])('drops what an attempt does that was taken over, %s', async (_, result) => {
    const app = await start();
    const outcomes: unknown[] = [];
    app.diary.on('late', async (_signal, attempt) => {
      if (attempt.number > 1) return;
      await app.change('UPDATE jobs SET attempt = 2 WHERE id = ?', [attempt.id]);
      await attempt.save({ mine: true }).catch((error: Error) => outcomes.push(error.name));
      return result;
    });
    const job = await app.get(Jobs).enqueue(note, { text: 'late' });
    await vi.waitFor(
      () => expect(app.log.of('warn An attempt ended after another attempt')).toHaveLength(1),
      {
        timeout: 10_000,
      },
    );
    expect(outcomes).toEqual(['TakenOverError']);
    expect(await app.row(job)).toMatchObject({ state: 'active', result: null, checkpoint: null });
    await app.change("UPDATE jobs SET state = 'cancelled' WHERE id = ?", [job.id]);
  });

  it('with effects in the database only takes effect once, with its mark', async () => {
    const app = await start();
    await app.change("INSERT INTO job_queues (name, paused) VALUES ('effects', FALSE)");
    app.diary.on('effect', async (_, attempt) => {
      await app.get(Database).write("UPDATE job_queues SET paused = TRUE WHERE name = 'effects'");
      if (attempt.number === 1) throw new Error('after the effect');
      const [row] = await app.get(Database).read<{ paused: unknown }>('SELECT paused FROM job_queues');
      return { paused: Boolean(row?.paused) };
    });
    const job = await app.get(Jobs).enqueue(storedNote, { text: 'effect' });
    await app.reaches(job, 'delayed');
    expect(await app.sql('SELECT name FROM job_queues WHERE paused = TRUE')).toEqual([]);
    await app.reaches(job, 'done');
    expect((await app.row(job))['result']).toEqual({ paused: true });
    await app.change('DELETE FROM job_queues');
  });

  it.each([
    ['returns what is no JSON object', () => 42, 'jobs.invalid'],
    ['returns more than 64 KiB', () => ({ text: 'x'.repeat(70_000) }), 'jobs.result_too_large'],
    ['returns what JSON can not hold', () => ({ number: 1n }), 'jobs.invalid'],
  ])('that %s is given up at once, as invalid', async (_, act, code) => {
    const app = await start();
    app.diary.on('garbage', act);
    const job = await app.get(Jobs).enqueue(note, { text: 'garbage' });
    await app.reaches(job, 'dead');
    expect(await app.row(job)).toMatchObject({ attempt: 1, problem: { code } });
    expect(await app.sql('SELECT outcome FROM job_attempts WHERE job_id = ?', [job.id])).toEqual([
      { outcome: 'invalid' },
    ]);
  });

  it('whose payload is of another version is given up at once, as invalid', async () => {
    const writer = await start('api');
    const job = await writer.get(Jobs).enqueue(note, { text: 'old' });
    await writer.change(`UPDATE jobs SET payload = '{"words":"old"}' WHERE id = ?`, [job.id]);
    const app = await start();
    await app.reaches(job, 'dead');
    expect(await app.sql('SELECT outcome FROM job_attempts WHERE job_id = ?', [job.id])).toEqual([
      { outcome: 'invalid' },
    ]);
    expect(app.diary.lines).toEqual([]);
  });

  it('is given up at once when its handler says that another try makes no sense', async () => {
    const app = await start();
    app.diary.on('never', () => {
      throw new UnrecoverableError('the account is gone');
    });
    const job = await app.get(Jobs).enqueue(note, { text: 'never' });
    await app.reaches(job, 'dead');
    expect(app.diary.lines).toHaveLength(1);
  });

  it('is cancelled while it runs, within a second or two', async () => {
    const app = await start();
    app.diary.on('endless', (signal) => new Promise((resolve) => signal.addEventListener('abort', resolve)));
    const job = await app.get(Jobs).enqueue(note, { text: 'endless' });
    await app.diary.until(1);
    await app.change('UPDATE jobs SET cancel_requested = TRUE WHERE id = ?', [job.id]);
    await app.reaches(job, 'cancelled');
    expect(await app.row(job)).toMatchObject({ problem: { code: 'jobs.cancelled' }, attempt: 1 });
  });

  it('is not begun before its time', async () => {
    const app = await start();
    const notBefore = new Date(Date.now() + 1_500);
    const job = await app.get(Jobs).enqueue(note, { text: 'later' }, { notBefore });
    expect((await app.row(job))['state']).toBe('delayed');
    await app.reaches(job, 'done');
    // The two clocks are one here.
    expect(app.diary.lines[0]?.at).toBeGreaterThanOrEqual(notBefore.getTime());
  });

  it('is one while another of its key waits or runs, in its organization', async () => {
    const app = await start('api');
    const once = (text: string) => app.get(Jobs).enqueue(note, { text }, { deduplicate: 'report' });
    const mine = () => asOrganization(organizationId, () => once('mine'));
    const [first, second] = await Promise.all([mine(), mine()]);
    expect(second.id).toBe(first.id);
    expect((await once('of the installation')).id).not.toBe(first.id);
    const inside = await app.get(Database).transaction(async () => {
      const job = await mine();
      // Nothing is broken by the key that was taken: the transaction goes on.
      await withContext({}, () => app.get(Jobs).enqueue(note, { text: 'beside' }));
      return job;
    });
    expect(inside.id).toBe(first.id);

    const worker = await start();
    await worker.reaches(first, 'done');
    expect((await mine()).id).not.toBe(first.id);
  });
});

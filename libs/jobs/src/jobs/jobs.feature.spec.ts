import { acrossOrganizations, currentContext, currentScope, Jobs, withContext } from '@keelson/kernel';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import {
  briefNote,
  claimServers,
  countConnections,
  Diary,
  note,
  open,
  organizationId,
  userId,
  type QueueApplication,
  type QueueServers,
} from '../../../../test/support/queue-application.js';
import { Database } from '@keelson/sql';
import { QueueReadiness } from '../queue/index.js';

/** The same on both carriers: PostgreSQL in one project, Redis in the other. */
const engine = inject('engine');
let servers: QueueServers;
const running: QueueApplication[] = [];

async function start(role: 'all' | 'api' | 'worker' = 'all', diary = new Diary()): Promise<QueueApplication> {
  const app = await open({ role, diary, url: servers.database.url, redisUrl: servers.queueUrl });
  running.push(app);
  return app;
}

const enqueue = (app: QueueApplication, text: string) => app.get(Jobs).enqueue(note, { text });

beforeAll(async () => {
  servers = await claimServers();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.close()));
});
afterAll(() => servers.drop());

describe(`jobs on ${engine === 'mysql' ? 'Redis' : 'PostgreSQL'}`, () => {
  it('begins in two processes at once on an empty server', async () => {
    const apps = await Promise.all([start(), start()]);
    for (const app of apps) await expect(app.get(QueueReadiness).check()).resolves.toBeUndefined();
  });

  it('runs a job once, after the commit', async () => {
    const app = await start();
    const job = await app.get(Database).transaction(async () => {
      const enqueued = await enqueue(app, 'committed');
      await withContext({ unit: null }, () => enqueue(app, 'marker'));
      await app.diary.until(1);
      return enqueued;
    });
    await app.reaches(job, 'done');
    expect(app.diary.texts()).toEqual(['marker', 'committed']);
  });

  it('does not run a job whose operation rolls back', async () => {
    const app = await start();
    const failing = app.get(Database).transaction(async () => {
      await enqueue(app, 'rolled back');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await app.reaches(await enqueue(app, 'marker'), 'done');
    expect(app.diary.texts()).toEqual(['marker']);
  });

  it('refuses a payload that breaks its rules, before anything is handed over', async () => {
    const app = await start();
    await expect(app.get(Jobs).enqueue(note, { text: 'secret '.repeat(20) })).rejects.toThrow(
      'The payload of job "trial.note" is invalid at /text.',
    );
    expect(app.diary.lines).toEqual([]);
  });

  it('crosses with the organization, the request and its cause, and without a caller', async () => {
    const app = await start();
    app.diary.on('look', () => {
      const { requestId, caller, causedBy, operation, unit } = currentContext();
      return { scope: currentScope(), requestId, caller, causedBy, operation, unit };
    });
    await withContext(
      {
        requestId: 'request-1',
        operation: 'orders:place',
        causedBy: userId,
        scope: { kind: 'organization', organizationId },
      },
      () => app.get(Jobs).enqueue(note, { text: 'look' }),
    );
    await app.diary.until(1);
    expect(app.diary.lines[0]?.answer).toEqual({
      scope: { kind: 'organization', organizationId },
      requestId: 'request-1',
      caller: null,
      causedBy: userId,
      operation: 'orders:place',
      unit: null,
    });
  });

  it('does not hand an installation-wide scope on to the job', async () => {
    const app = await start();
    app.diary.on('scope', () => currentScope());
    await acrossOrganizations('tries jobs', () => app.get(Jobs).enqueue(note, { text: 'scope' }));
    await app.diary.until(1);
    expect(app.diary.lines[0]?.answer).toEqual({ kind: 'none' });
  });

  it('tries a failed job again after a pause, under the same id, and then gives it up', async () => {
    const app = await start();
    app.diary.on('fail', () => {
      throw new Error('not today');
    });
    const job = await enqueue(app, 'fail');
    await app.reaches(job, 'dead');
    const [first, second, third, ...more] = app.diary.lines;
    expect(more).toEqual([]);
    expect([first?.attempt, second?.attempt, third?.attempt]).toEqual([1, 2, 3]);
    expect(new Set(app.diary.lines.map((line) => line.id)).size).toBe(1);
    expect(second!.at - first!.at).toBeGreaterThan(450);
    expect(third!.at - second!.at).toBeGreaterThan(950);
    const told = app.log.of('error A job failed');
    expect(told).toHaveLength(3);
    expect(told[2]).toContain('failed and is now dead');
    expect(told[1]).toContain(`id: '${first?.id}'`);
    expect(app.log.lines.join()).not.toContain("'fail'");
    expect((await app.row(job))['problem']).toEqual({ code: 'jobs.failed', title: 'The job failed' });
    const attempts = await app.sql(
      'SELECT number, outcome, error FROM job_attempts WHERE job_id = ? ORDER BY number',
      [job.id],
    );
    expect(attempts).toEqual(
      [1, 2, 3].map((number) => ({ number, outcome: 'failed', error: 'Error: not today' })),
    );
  });

  it('breaks off an attempt that takes too long', async () => {
    const app = await start();
    const reasons: unknown[] = [];
    app.diary.on('hang', async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      reasons.push(signal.reason);
    });
    await app.get(Jobs).enqueue(briefNote, { text: 'hang' });
    await app.diary.until(2);
    await vi.waitFor(() =>
      expect(reasons.map(String)).toEqual(Array(2).fill('TimedOutError: The job took longer than 300 ms.')),
    );
  });

  it('is shared by a process that only produces and two that work, each job done once', async () => {
    const diary = new Diary();
    const producer = await start('api', diary);
    const texts = Array.from({ length: 60 }, (_, index) => `shared ${index}`);
    await Promise.all(texts.map((text) => enqueue(producer, text)));
    expect(diary.lines).toEqual([]);

    const workers = await Promise.all([start('worker'), start('worker')]);
    await vi.waitFor(
      () => expect(workers.flatMap((app) => app.diary.texts()).length).toBeGreaterThanOrEqual(60),
      { timeout: 20_000 },
    );
    await vi.waitFor(async () =>
      expect(await producer.sql("SELECT id FROM jobs WHERE state IN ('waiting', 'active')")).toEqual([]),
    );
    expect(workers.flatMap((app) => app.diary.texts()).sort()).toEqual(texts.sort());
    for (const app of workers) expect(app.diary.lines.length).toBeGreaterThan(0);
  });

  it('lets a running job finish before it ends', async () => {
    const app = await start();
    let finished = false;
    app.diary.on('slow', async () => {
      await pause(1_000);
      finished = true;
    });
    await app.get(Jobs).enqueue(note, { text: 'slow' });
    await app.diary.until(1);
    await app.close();
    expect(finished).toBe(true);
  });

  it('gives a job back that does not finish in time, and leaves no connection', async () => {
    const app = await start();
    app.diary.on('endless', () => pause(60_000, undefined, { ref: false }));
    await app.get(Jobs).enqueue(note, { text: 'endless' });
    await app.diary.until(1);
    // The job would take a minute.
    await app.close();
    const queue = servers.queueUrl ?? servers.database.url;
    await vi.waitFor(async () => expect(await countConnections(queue)).toBe(0), { timeout: 3_000 });

    const next = await start();
    await next.diary.until(1);
    expect(next.diary.lines[0]).toMatchObject({ text: 'endless', attempt: 1, id: app.diary.lines[0]?.id });
  });
});

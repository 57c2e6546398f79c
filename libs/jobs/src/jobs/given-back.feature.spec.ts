import { asOrganization, Jobs } from '@keelson/kernel';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  claimServers,
  Diary,
  note,
  open,
  organizationId,
  type QueueApplication,
  type QueueServers,
} from '../../../../test/support/queue-application.js';
import { readScope } from '@keelson/sql/ports';
import { failureOfCancelled } from './attempt-failure.js';
import { CancellationWatch } from './cancellation-watch.js';
import { JobHolds } from './job-holds.js';
import { JobMarks } from './job-marks.js';

let servers: QueueServers;
const running: QueueApplication[] = [];

async function start(role: 'all' | 'api' = 'all', diary = new Diary()): Promise<QueueApplication> {
  const app = await open({ role, diary, url: servers.database.url, redisUrl: servers.queueUrl });
  running.push(app);
  return app;
}
/** A job of an organization that runs until its attempt is broken off. */
async function endless(app: QueueApplication) {
  app.diary.on('endless', (signal) => new Promise((resolve) => signal.addEventListener('abort', resolve)));
  const job = await asOrganization(organizationId, () => app.get(Jobs).enqueue(note, { text: 'endless' }));
  await app.diary.until(1);
  return job;
}
const hold = (app: QueueApplication) =>
  app.change("INSERT INTO job_holds (id, held_at) VALUES (?, '2001-01-01 00:00:00')", [organizationId]);

beforeAll(async () => {
  servers = await claimServers();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.close()));
});
afterAll(() => servers?.drop());

describe('a job that is given back', () => {
  it('ends when it was cancelled and the process stops before its worker has noticed', async () => {
    const app = await start();
    const job = await endless(app);
    const watch = vi
      .spyOn(CancellationWatch.prototype as unknown as { look(): Promise<void> }, 'look')
      .mockResolvedValue();
    await app.change('UPDATE jobs SET cancel_requested = TRUE WHERE id = ?', [job.id]);
    await app.close();
    watch.mockRestore();
    const other = await start();
    await other.reaches(job, 'cancelled');
    expect(await other.row(job)).toMatchObject({ attempt: 1, problem: { code: 'jobs.cancelled' } });
    // No worker has begun it again only to find that out.
    expect(other.diary.lines).toEqual([]);
    expect(await other.sql('SELECT outcome FROM job_attempts WHERE job_id = ?', [job.id])).toEqual([
      { outcome: 'cancelled' },
    ]);
  });

  it('is not begun again when it is cancelled after its process has stopped', async () => {
    const app = await start();
    const job = await endless(app);
    await app.close();
    const api = await start('api');
    expect(await api.row(job)).toMatchObject({ state: 'active', attempt: 1 });
    await api.change('UPDATE jobs SET cancel_requested = TRUE WHERE id = ?', [job.id]);
    const other = await start();
    await other.reaches(job, 'cancelled');
    expect(other.diary.lines).toEqual([]);
  });

  it('ends when it was cancelled while its organization is held', async () => {
    const app = await start();
    const job = await endless(app);
    await app.change('UPDATE jobs SET cancel_requested = TRUE WHERE id = ?', [job.id]);
    const { attempt, admitted_at: admittedAt, max_attempts: maxAttempts } = await app.row(job);
    const ref = {
      id: job.id,
      scope: readScope(organizationId),
      attempt: Number(attempt),
      admittedAt: admittedAt as Date,
    };
    const failure = failureOfCancelled({ attempt: ref.attempt, maxAttempts: Number(maxAttempts) });
    // The watch for cancelled jobs may have been first.
    await app.get(JobMarks).givenBack(ref, failure);
    await app.reaches(job, 'cancelled');
    expect(await app.row(job)).toMatchObject({
      attempt: 1,
      max_attempts: maxAttempts,
      finished_at: expect.any(Date),
    });
  });

  it('waits for a while when a dispatcher that knows of no held organizations admits it, and goes on after the release', async () => {
    const app = await start();
    const job = await endless(app);
    // To the worker, its attempt was admitted while the organization was held.
    await hold(app);
    await app.reaches(job, 'delayed');
    const { run_at: runAt, updated_at: updatedAt, max_attempts: maxAttempts } = await app.row(job);
    expect(Number(runAt)).toBeGreaterThan(Number(updatedAt));
    expect(maxAttempts).toBe(4);
    expect(app.log.of('warn A job of a held organization was started')).toHaveLength(1);
    app.diary.on('endless', () => undefined);
    await app.get(JobHolds).release(organizationId);
    // As when that while is over.
    await app.change('UPDATE jobs SET run_at = updated_at WHERE id = ?', [job.id]);
    await app.reaches(job, 'done');
    expect(await app.row(job)).toMatchObject({ attempt: 2, state: 'done' });
  });
});

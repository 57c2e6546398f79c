import { acrossOrganizations, currentContext, currentScope, Jobs, withContext } from '@keelson/kernel';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import {
  claimRedisDatabase,
  createDatabase,
  type TestDatabase,
} from '../../../../test/support/servers/index.js';
import { QueueReadiness } from './index.js';
import {
  briefNote,
  CommitLater,
  countConnections,
  Diary,
  note,
  open,
  organizationId,
  userId,
  type QueueApplication,
} from '../../../../test/support/queue-application.js';

/** The same on both carriers: PostgreSQL in one project, Redis in the other. */
const engine = inject('engine');
let server: TestDatabase;
const running: QueueApplication[] = [];

async function start(role: 'all' | 'api' | 'worker' = 'all', diary = new Diary()): Promise<QueueApplication> {
  const app = await open({ role, diary, url: server.url });
  running.push(app);
  return app;
}

beforeAll(async () => {
  const servers = inject('servers');
  server = engine === 'mysql' ? await claimRedisDatabase(servers) : await createDatabase(engine, servers);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.close()));
});
afterAll(() => server.drop());

describe(`jobs on ${engine === 'mysql' ? 'Redis' : 'PostgreSQL'}`, () => {
  it('begins in two processes at once on an empty server', async () => {
    const apps = await Promise.all([start(), start()]);
    for (const app of apps) await expect(app.get(QueueReadiness).check()).resolves.toBeUndefined();
  });

  it('runs a job once, after the commit', async () => {
    const app = await start();
    const unit = new CommitLater();
    await withContext({ unit }, () => app.get(Jobs).enqueue(note, { text: 'committed' }));
    await pause(300);
    expect(app.diary.lines).toEqual([]);

    await unit.commit();
    await app.diary.until(1);
    await pause(300);
    expect(app.diary.texts()).toEqual(['committed']);
  });

  it('does not run a job whose operation rolls back', async () => {
    const app = await start();
    await withContext({ unit: new CommitLater() }, () =>
      app.get(Jobs).enqueue(note, { text: 'rolled back' }),
    );
    await app.get(Jobs).enqueue(note, { text: 'marker' });
    await app.diary.until(1);
    await pause(300);
    expect(app.diary.texts()).toEqual(['marker']);
  });

  it('refuses a payload that breaks its rules, before anything is handed over', async () => {
    const app = await start();
    await expect(app.get(Jobs).enqueue(note, { text: 'secret '.repeat(20) })).rejects.toThrow(
      'The payload of job "trial.note" is not valid at /text.',
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
    await app.get(Jobs).enqueue(note, { text: 'fail' });
    await app.diary.until(3);
    await pause(2_000);
    const [first, second, third, ...more] = app.diary.lines;
    expect(more).toEqual([]);
    expect([first?.attempt, second?.attempt, third?.attempt]).toEqual([1, 2, 3]);
    expect(new Set(app.diary.lines.map((line) => line.id)).size).toBe(1);
    expect(second!.at - first!.at).toBeGreaterThan(450);
    expect(third!.at - second!.at).toBeGreaterThan(950);
    expect(app.log.of('error A job failed')).toHaveLength(3);
    expect(app.log.of('error A job failed')[1]).toContain(`id: '${first?.id}'`);
    expect(app.log.lines.join()).not.toContain("'fail'");
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
      expect(reasons.map(String)).toEqual(Array(2).fill('Error: The job took longer than 300 ms.')),
    );
  });

  it('is shared by a process that only produces and two that work, each job done once', async () => {
    const diary = new Diary();
    const producer = await start('api', diary);
    const texts = Array.from({ length: 60 }, (_, index) => `shared ${index}`);
    await Promise.all(texts.map((text) => producer.get(Jobs).enqueue(note, { text })));
    await pause(500);
    expect(diary.lines).toEqual([]);

    const workers = await Promise.all([start('worker'), start('worker')]);
    await vi.waitFor(
      () => expect(workers.flatMap((app) => app.diary.texts()).length).toBeGreaterThanOrEqual(60),
      { timeout: 20_000 },
    );
    await pause(500);
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
    const began = Date.now();
    await app.close();
    expect(Date.now() - began).toBeLessThan(7_000);
    await vi.waitFor(async () => expect(await countConnections(server.url)).toBe(0), { timeout: 3_000 });

    const next = await start();
    await next.diary.until(1);
    expect(next.diary.lines[0]).toMatchObject({ text: 'endless', attempt: 1, id: app.diary.lines[0]?.id });
  });
});

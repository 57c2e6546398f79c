import { Jobs } from '@keelson/kernel';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { Diary, note, open, type QueueApplication } from '../../../../test/support/queue-application.js';
import { createDatabase, startRedis, type RunningServer, type TestDatabase } from '@keelson/testing/servers';
import { QueueReadiness } from '../queue/index.js';
import { QueueConnection } from '../queue/queue-connection.js';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function start(url: string, redisUrl: string | null = null): Promise<QueueApplication> {
  const app = await open({ diary: new Diary(), url, redisUrl });
  cleanUp.push(() => app.close());
  return app;
}

/** Ends the application, which would otherwise wait for a server that does not come. */
async function ends(
  app: QueueApplication,
  annotate: (text: string, type: string) => Promise<unknown>,
): Promise<void> {
  const began = performance.now();
  await app.close();
  await annotate(`ended after ${Math.round(performance.now() - began)} ms`, 'figure');
}

describe.runIf(inject('engine') === 'mysql')('Redis gone', () => {
  let redis: RunningServer;
  let database: TestDatabase;
  const begin = () => start(database.url, redis.url);
  const back = async () => {
    const { port, password } = new URL(redis.url);
    redis = await startRedis({ port: Number(port), password });
  };
  beforeEach(async () => {
    [redis, database] = await Promise.all([startRedis(), createDatabase('mysql', inject('servers'))]);
    cleanUp.push(() => Promise.all([redis.stop(), database.drop()]).then(() => undefined));
  });

  it('costs whoever enqueues nothing: the job commits, and runs when Redis is back', async () => {
    const app = await begin();
    const before = await app.get(Jobs).enqueue(note, { text: 'before' });
    await app.reaches(before, 'done');
    await redis.stop();
    await vi.waitFor(() => expect(app.get(QueueReadiness).check()).rejects.toThrow('Redis'), {
      timeout: 5_000,
    });
    await expect(app.get(QueueReadiness).check()).rejects.toThrow(
      'Redis, which holds the job queue, does not respond.',
    );
    const meanwhile = await app.get(Jobs).enqueue(note, { text: 'meanwhile' });
    expect((await app.row(meanwhile))['state']).toBe('waiting');
    await back();

    await app.reaches(meanwhile, 'done');
    await app.reaches(await app.get(Jobs).enqueue(note, { text: 'after' }), 'done');
    expect(app.diary.texts()).toEqual(['before', 'meanwhile', 'after']);
    await vi.waitFor(
      () => expect(app.log.of("log The queue's Redis is reachable again")).toHaveLength(1),
      3_000,
    );
    expect(app.log.of("error The queue's Redis cannot be reached")).toHaveLength(1);
  });

  it('for the length of an answer, with every connection kept: is found again, and jobs run', async () => {
    const app = await begin();
    // All connections are there: none of them is ready only now.
    await app.reaches(await app.get(Jobs).enqueue(note, { text: 'before' }), 'done');
    // What a producer is told when Redis answers too late, such as while it forks; nothing is connected again after it.
    app.get(QueueConnection).outage.complain(new Error('Command timed out'));
    expect(app.get(QueueConnection).outage.duration).toBeGreaterThan(0);
    await app.reaches(await app.get(Jobs).enqueue(note, { text: 'late' }), 'done');
    expect(app.get(QueueConnection).outage.duration).toBe(0);
    await vi.waitFor(
      () => expect(app.log.of("log The queue's Redis is reachable again")).toHaveLength(1),
      3_000,
    );
  });

  it('but there, and refusing writes: jobs wait as waiting, readiness says why, and they run when there is room', async () => {
    const app = await begin();
    const admin = new Redis(redis.url);
    cleanUp.push(() => admin.quit().then(() => undefined));
    await admin.config('SET', 'maxmemory', '1');
    await expect(app.get(QueueReadiness).check()).rejects.toThrow(
      /^Redis, which holds the job queue, accepts no writes: OOM /,
    );
    const job = await app.get(Jobs).enqueue(note, { text: 'crowded' });
    // The dispatcher has looked.
    await vi.waitFor(
      () => expect(app.log.of("error The queue's Redis refused a command: OOM")).toHaveLength(1),
      5_000,
    );
    expect((await app.row(job))['state']).toBe('waiting');
    await admin.config('SET', 'maxmemory', '0');
    await app.reaches(job, 'done');
    expect(app.log.of('error The job dispatcher failed')).toEqual([]);
  });

  it('with its data in the middle of the work: whatever waited or ran there is done all the same', async () => {
    const app = await begin();
    app.diary.on('long', () => new Promise((resolve) => setTimeout(resolve, 1_500)));
    const jobs = await Promise.all(
      ['long', 'long', 'long', 'long'].map((text) => app.get(Jobs).enqueue(note, { text })),
    );
    await app.diary.until(2);
    await redis.stop();
    await back();
    for (const job of jobs) await app.reaches(job, 'done');
    expect(await app.sql('SELECT id FROM job_attempts WHERE outcome <> ?', ['lost'])).toEqual([]);
  }, 45_000);

  it('and short of replicas: what runs comes to its end, and the others run once, when it takes writes again', async () => {
    const app = await begin();
    const admin = new Redis(redis.url);
    cleanUp.push(() => Promise.resolve(admin.disconnect()));
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    app.diary.on('running', () => released);
    const running = await app.get(Jobs).enqueue(note, { text: 'running' });
    await app.diary.until(1);
    await admin.config('SET', 'min-replicas-to-write', '1');

    release();
    await app.reaches(running, 'done');
    const meanwhile = await app.get(Jobs).enqueue(note, { text: 'meanwhile' });
    const refused = "error The queue's Redis refused a command: NOREPLICAS";
    await vi.waitFor(() => expect(app.log.of(refused).length).toBeGreaterThan(0), 15_000);
    expect((await app.row(meanwhile))['state']).toBe('waiting');

    await admin.config('SET', 'min-replicas-to-write', '0');
    await app.reaches(meanwhile, 'done');
    await app.reaches(await app.get(Jobs).enqueue(note, { text: 'after' }), 'done');
    expect(app.diary.texts()).toEqual(['running', 'meanwhile', 'after']);
    expect((await app.row(meanwhile))['attempt']).toBe(1);
    expect(app.log.of('error The job dispatcher failed')).toEqual([]);
  });

  it('before the start: the process begins, says that it is not ready, and works when Redis comes', async () => {
    await redis.stop();
    const app = await begin();
    await expect(app.get(QueueReadiness).check()).rejects.toThrow('Redis');
    const job = await app.get(Jobs).enqueue(note, { text: 'early' });
    await back();
    await app.reaches(job, 'done');
  });

  it.for(['before the start', 'later'])('%s, a process ends', async (when, { annotate }) => {
    if (when === 'before the start') await redis.stop();
    const app = await begin();
    if (when === 'later') await redis.stop();
    await expect(ends(app, annotate)).resolves.toBeUndefined();
  });

  it('in the middle of a job, a process ends', async ({ annotate }) => {
    const app = await begin();
    app.diary.on('long', () => new Promise(() => undefined));
    await app.get(Jobs).enqueue(note, { text: 'long' });
    await app.diary.until(1);
    await redis.stop();
    await expect(ends(app, annotate)).resolves.toBeUndefined();
  });
});

describe.runIf(inject('engine') === 'postgres')('PostgreSQL cuts its connections', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase('postgres', inject('servers'));
    cleanUp.push(() => database.drop());
  });

  async function onServer(statement: string): Promise<void> {
    const url = new URL(database.url);
    const name = url.pathname.slice(1);
    url.pathname = '/postgres';
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query(statement.replaceAll('$name', name));
    await client.end();
  }
  const cut = () =>
    onServer(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$name' AND backend_type = 'client backend'",
    );

  it('once: the same process produces and works on', async () => {
    const app = await start(database.url);
    await app.get(Jobs).enqueue(note, { text: 'before' });
    await app.diary.until(1);
    await cut();
    await vi.waitFor(() => app.get(QueueReadiness).check(), { timeout: 10_000 });
    await app.get(Jobs).enqueue(note, { text: 'after' });
    await app.diary.until(2);
    expect(app.diary.texts()).toEqual(['before', 'after']);
  });

  it('and refuses new ones for a while: told once, without a busy loop, and works when it is back', async () => {
    const app = await start(database.url);
    await app.get(QueueReadiness).check();
    await onServer('ALTER DATABASE $name ALLOW_CONNECTIONS false');
    await cut();
    const { user } = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(process.cpuUsage().user - user).toBeLessThan(1_000_000);
    await expect(app.get(QueueReadiness).check()).rejects.toThrow('PostgreSQL, which holds the job queue');
    await onServer('ALTER DATABASE $name ALLOW_CONNECTIONS true');

    await vi.waitFor(() => app.get(Jobs).enqueue(note, { text: 'after' }), { timeout: 10_000 });
    await app.diary.until(1);
    await vi.waitFor(
      () => expect(app.log.of("log The queue's PostgreSQL is reachable again")).toHaveLength(1),
      3_000,
    );
    expect(app.log.of("error The queue's PostgreSQL cannot be reached")).toHaveLength(1);
  });

  it('while a process ends', async ({ annotate }) => {
    const app = await start(database.url);
    await onServer('ALTER DATABASE $name ALLOW_CONNECTIONS false');
    await cut();
    await expect(ends(app, annotate)).resolves.toBeUndefined();
  });
});

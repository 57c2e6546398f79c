import { Jobs, type JobDefinition } from '@keelson/kernel';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  briefNote,
  claimServers,
  Diary,
  note,
  open,
  type Note,
  type QueueApplication,
  type QueueServers,
} from '../../../../test/support/queue-application.js';
import { JobTransport } from '../queue/job-transport.js';
import { processRegistry } from '@keelson/runtime/ports';

let servers: QueueServers;
let app: QueueApplication;
beforeAll(async () => {
  servers = await claimServers();
  app = await open({ diary: new Diary(), url: servers.database.url, redisUrl: servers.queueUrl });
});
afterEach(() => vi.useRealTimers());
afterAll(async () => {
  await app.close();
  await servers.drop();
});

interface Sample {
  readonly value: number;
  readonly metricName?: string;
  readonly labels: Partial<Record<string, string | number>>;
}

/** How many attempts of a queue were counted under an outcome by this process. */
async function counted(queue: string, outcome: string): Promise<number> {
  const lost = outcome === 'lost';
  const name = lost ? 'keelson_job_attempts_lost_total' : 'keelson_job_attempt_duration_seconds';
  const metric = (await processRegistry.getSingleMetric(name)?.get()) as
    | { values: readonly Sample[] }
    | undefined;
  const mine = (metric?.values ?? []).filter(
    ({ labels, metricName }) =>
      labels['queue'] === queue &&
      (lost || (labels['outcome'] === outcome && metricName === `${name}_count`)),
  );
  return mine.reduce((sum, { value }) => sum + value, 0);
}

interface Case {
  readonly what: string;
  readonly job?: JobDefinition<Note>;
  readonly act?: () => unknown;
  /** What becomes of the job between its row and its worker. */
  readonly spoil?: (id: string) => Promise<void>;
  readonly outcome: string;
  readonly level: 'error' | 'warn';
  /** Attempts that end so, and the state that the job comes to. */
  readonly attempts: number;
  readonly state: string;
}

const cases: readonly Case[] = [
  {
    what: 'a payload of an old version',
    spoil: (id) => app.change(`UPDATE jobs SET payload = '{"words":"old"}' WHERE id = ?`, [id]),
    outcome: 'invalid',
    level: 'error',
    attempts: 1,
    state: 'dead',
  },
  {
    what: 'a handler that throws',
    job: briefNote,
    act: () => {
      throw new Error('never');
    },
    outcome: 'failed',
    level: 'error',
    attempts: 2,
    state: 'dead',
  },
  {
    what: 'a handler that hangs',
    job: briefNote,
    act: () => new Promise(() => undefined),
    outcome: 'timed-out',
    level: 'error',
    attempts: 2,
    state: 'dead',
  },
  {
    what: 'a handler that returns garbage',
    act: () => 'no object',
    outcome: 'invalid',
    level: 'error',
    attempts: 1,
    state: 'dead',
  },
  {
    what: 'a handler that blocks the event loop',
    act: () => {
      const until = performance.now() + 2_500;
      while (performance.now() < until);
    },
    outcome: 'done',
    level: 'error',
    attempts: 1,
    state: 'done',
  },
  {
    what: 'an attempt that BullMQ carries without its envelope',
    spoil: async (id) => {
      await app.get(JobTransport).carry(note.name, [{ id: `${id}-1`, data: {}, priority: 1 }]);
      await app.change(
        "UPDATE jobs SET state = 'active', attempt = 1, max_attempts = 1, admitted_at = CURRENT_TIMESTAMP(3) - INTERVAL '60' SECOND WHERE id = ?",
        [id],
      );
    },
    outcome: 'lost',
    level: 'warn',
    attempts: 1,
    state: 'dead',
  },
];

describe.each(cases)('$what', ({ what, job = note, act, spoil, outcome, level, attempts, state }) => {
  it(`is told as ${outcome} by log and metrics, and holds up nobody`, async () => {
    const text = what.slice(0, 40);
    if (act) app.diary.on(text, act);
    const [before, told] = [await counted(job.name, outcome), app.log.lines.length];
    const notBefore = spoil && new Date(Date.now() + 3_600_000);
    const bad = await app.get(Jobs).enqueue(job, { text }, notBefore && { notBefore });
    await spoil?.(bad.id);
    if (notBefore)
      await app.change(
        "UPDATE jobs SET run_at = CASE WHEN state = 'delayed' THEN CURRENT_TIMESTAMP(3) END WHERE id = ?",
        [bad.id],
      );
    const good = await app.get(Jobs).enqueue(job, { text: 'good' });
    await app.reaches(good, 'done');
    await app.reaches(bad, state);
    // The good one counts where it ends like the bad one.
    await vi.waitFor(async () =>
      expect((await counted(job.name, outcome)) - before).toBe(attempts + (outcome === 'done' ? 1 : 0)),
    );
    const lines = app.log.lines.slice(told).filter((line) => line.startsWith(`${level} A job`));
    const failed = outcome === 'done' ? 0 : attempts;
    expect(lines).toHaveLength(failed);
    for (const line of lines) {
      expect(line).toContain(`outcome: '${outcome}'`);
      expect(line).toContain(bad.id);
    }
    expect(await app.sql('SELECT outcome FROM job_attempts WHERE job_id = ?', [bad.id])).toEqual(
      Array.from({ length: failed }, () => ({ outcome })),
    );
  });
});

it('a clock that jumps ends no attempt and holds up none, however long it runs', async () => {
  const hour = 3_600_000;
  const lost = await counted(note.name, 'lost');
  app.diary.on('long', () => pause(16_000));
  const long = await app.get(Jobs).enqueue(note, { text: 'long' });
  await vi.waitFor(() => expect(app.diary.texts()).toContain('long'));
  for (const jump of [hour, -2 * hour, hour]) {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + jump });
    await app.reaches(await app.get(Jobs).enqueue(note, { text: 'meanwhile' }), 'done');
  }
  await app.reaches(long, 'done');
  expect(await app.row(long)).toMatchObject({ attempt: 1 });
  expect(await counted(note.name, 'lost')).toBe(lost);
}, 60_000);

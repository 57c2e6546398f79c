import { defineSchedule, type ScheduleDefinition } from '@keelson/kernel';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  claimServers,
  note,
  open,
  type QueueApplication,
  type QueueServers,
} from '../../../../test/support/queue-application.js';
import { processRegistry } from '@keelson/runtime/ports';
import { JobRows, Schedules } from './index.js';

let servers: QueueServers;
const running: QueueApplication[] = [];

const everySecond = defineSchedule('trial.tick', {
  job: note,
  payload: { text: 'tick' },
  everySeconds: 1,
  missed: 'once',
}) as unknown as ScheduleDefinition;
/** Another one, since a test pauses the first for good. */
const tock = { ...everySecond, name: 'trial.tock' };
const yearly = (name: string, missed: 'once' | 'skip') =>
  defineSchedule(name, {
    job: note,
    payload: { text: name },
    cron: '0 0 1 1 *',
    missed,
  }) as unknown as ScheduleDefinition;

async function start(schedules: readonly ScheduleDefinition[]): Promise<QueueApplication> {
  const app = await open({ url: servers.database.url, redisUrl: servers.queueUrl, schedules });
  running.push(app);
  return app;
}

/** Jobs that a schedule has written. */
async function written(app: QueueApplication, name: string): Promise<number> {
  return (await app.sql('SELECT id FROM jobs WHERE operation = ?', [name])).length;
}

async function failed(name: string): Promise<number> {
  const found = await processRegistry.getSingleMetric('keelson_schedule_firings_total')?.get();
  return (
    found?.values.find(({ labels }) => labels['schedule'] === name && labels['result'] === 'failed')?.value ??
    0
  );
}

beforeAll(async () => {
  servers = await claimServers();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.close()));
});
afterAll(() => servers.drop());

describe('a schedule', () => {
  it('comes once a moment, however many processes there are, until it is paused', async () => {
    const apps = await Promise.all([start([everySecond]), start([everySecond])]);
    const texts = () => apps.flatMap((app) => app.diary.texts());
    await vi.waitUntil(() => texts().length >= 3, { timeout: 15_000 });
    const [app] = apps;
    expect(await app.get(Schedules).pause('trial.tick')).toBe(true);
    const rows = await app.sql('SELECT organization_id, created_at FROM jobs ORDER BY id');
    expect(rows.every((row) => row['organization_id'] === '00000000-0000-0000-0000-000000000000')).toBe(true);
    const seconds = rows.map((row) => Math.floor((row['created_at'] as Date).getTime() / 1_000));
    expect(new Set(seconds).size).toBe(seconds.length);
    await pause(1_500);
    expect(await app.sql('SELECT id FROM jobs')).toHaveLength(rows.length);
  });

  it.each([
    ['once', 1],
    ['skip', 0],
  ] as const)('that was missed for long runs by its policy: %s', async (missed, times) => {
    const name = `trial.yearly-${missed}`;
    const [first] = [await start([yearly(name, missed)])];
    await vi.waitFor(
      async () => expect((await first.get(Schedules).states()).map((one) => one.name)).toContain(name),
      {
        timeout: 5_000,
      },
    );
    await first.close();
    const [app] = [await start([])];
    await app.change(
      "UPDATE job_schedules SET next_at = CURRENT_TIMESTAMP(3) - INTERVAL '864000' SECOND WHERE name = ?",
      [name],
    );
    const later = await start([yearly(name, missed)]);
    await vi.waitFor(
      async () => {
        const state = (await later.get(Schedules).states()).find((one) => one.name === name);
        expect(state?.nextAt.getTime()).toBeGreaterThan(Date.now());
      },
      { timeout: 5_000 },
    );
    expect(await app.sql('SELECT id FROM jobs WHERE operation = ?', [name])).toHaveLength(times);
    expect(later.log.of(`warn The schedule ${name} missed a run`)).toHaveLength(1);
  });

  it('that fails stops no other, and is reported once', async () => {
    const broken = { ...everySecond, name: 'trial.broken' };
    const app = await start([broken, tock]);
    const rows = app.get(JobRows);
    const add = rows.add.bind(rows);
    vi.spyOn(rows, 'add').mockImplementation((jobs) =>
      jobs[0]?.operation === broken.name ? Promise.reject(new Error('not today')) : add(jobs),
    );
    const [before, failures] = [await written(app, tock.name), await failed(broken.name)];
    await vi.waitFor(
      async () => {
        expect(await written(app, tock.name)).toBeGreaterThan(before + 1);
        expect(await failed(broken.name)).toBeGreaterThan(failures + 1);
      },
      { timeout: 15_000 },
    );
    expect(app.log.of(`error The schedule ${broken.name} failed`)).toHaveLength(1);
  });

  it('is counted anew when clocks are moved by law, and not when it has come due', async () => {
    const name = 'trial.yearly-once';
    const app = await start([]);
    const set = async (at: string) =>
      app.change(`UPDATE job_schedules SET next_at = ${at}, paused = TRUE WHERE name = ?`, [name]);
    const nextOf = async (one: QueueApplication) =>
      (await one.get(Schedules).states()).find((state) => state.name === name)?.nextAt.getTime() ?? 0;
    await set("CURRENT_TIMESTAMP(3) + INTERVAL '3600' SECOND");
    const moved = await nextOf(app);
    const other = await start([yearly(name, 'once')]);
    await vi.waitFor(async () => expect(await nextOf(other)).not.toBe(moved), { timeout: 5_000 });
    await set("CURRENT_TIMESTAMP(3) - INTERVAL '3600' SECOND");
    const due = await nextOf(app);
    const before = await written(app, tock.name);
    await start([yearly(name, 'once'), tock]);
    // Schedules are looked at only after all of them have been counted.
    await vi.waitFor(async () => expect(await written(app, tock.name)).toBeGreaterThan(before), {
      timeout: 15_000,
    });
    expect(await nextOf(app)).toBe(due);
  });

  it('that is wrong stops the boot', async () => {
    const wrong = { ...yearly('trial.wrong', 'skip'), cron: '0 25 * * *' };
    await expect(start([wrong])).rejects.toThrow('Schedule "trial.wrong": cron "0 25 * * *" is invalid');
  });
});

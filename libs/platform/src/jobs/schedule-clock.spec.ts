import { defineJob, defineSchedule, Text } from '@keelson/kernel';
import { describe, expect, it } from 'vitest';
import { nextMoment } from './schedule-clock.js';

class Nothing {
  @Text({ max: 1, optional: true })
  nothing?: string | null;
}

const job = defineJob('trial.nightly', Nothing);
const daily = (cron: string, timeZone?: string) =>
  defineSchedule('trial.daily', { job, payload: {}, cron, missed: 'once', ...(timeZone && { timeZone }) });

function moments(schedule: ReturnType<typeof daily>, after: string, count: number): string[] {
  const found = [new Date(after)];
  for (let at = 0; at < count; at += 1) found.push(nextMoment(schedule, found[at] as Date));
  return found.slice(1).map((moment) => moment.toISOString());
}

describe('the moments of a schedule', () => {
  it('follow its own time zone over both changes of the clocks, once a day', () => {
    const berlin = daily('30 2 * * *', 'Europe/Berlin');
    // 02:30 does not exist on 29 March: an hour later by the clock on the wall.
    expect(moments(berlin, '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
    // It exists twice on 25 October: the first one counts.
    expect(moments(berlin, '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it('go on through the hour that comes twice when they come round in it', () => {
    expect(moments(daily('*/30 * * * *', 'Europe/Berlin'), '2026-10-25T00:10:00Z', 4)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:00:00.000Z',
      '2026-10-25T01:30:00.000Z',
      '2026-10-25T02:00:00.000Z',
    ]);
  });

  it('are the same for every process when they come every so many seconds', () => {
    const often = defineSchedule('trial.often', { job, payload: {}, everySeconds: 90, missed: 'skip' });
    expect(moments(often, '2026-01-01T00:00:59.999Z', 2)).toEqual([
      '2026-01-01T00:01:30.000Z',
      '2026-01-01T00:03:00.000Z',
    ]);
  });

  it.each([
    ['* * *', 'must have five fields'],
    ['0 0 3 * * *', 'must have five fields'],
    ['@daily', 'must have five fields'],
    ['H 3 * * *', 'must have five fields'],
    ['61 * * * *', 'is not valid'],
    ['0 0 31 2 *', 'is not valid'],
  ])('refuse cron "%s"', (cron, why) => {
    expect(() => nextMoment(daily(cron), new Date())).toThrow(
      `Schedule "trial.daily": cron "${cron}" ${why}`,
    );
  });

  it('refuse a time zone that is none', () => {
    expect(() => nextMoment(daily('0 3 * * *', 'Mars/Olympus'), new Date())).toThrow(
      '"Mars/Olympus" is no time zone',
    );
  });
});

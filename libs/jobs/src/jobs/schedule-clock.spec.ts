import { defineSchedule, type ScheduleDefinition } from '@keelson/kernel';
import { describe, expect, it } from 'vitest';
import { scheduleOf as daily } from '../../../../test/support/schedule-rules.js';
import { nextMoment } from './schedule-clock.js';

function moments(schedule: ScheduleDefinition, after: string, count: number): string[] {
  const found = [new Date(after)];
  for (let at = 0; at < count; at += 1) found.push(nextMoment(schedule, found[at] as Date));
  return found.slice(1).map((moment) => moment.toISOString());
}

describe('the moments of a schedule', () => {
  it('follow its own time zone over both changes of the clocks, once a day', () => {
    const berlin = daily('30 2 * * *', 'Europe/Berlin');
    // 02:30 does not exist on 29 March: the clock goes from 02:00 to 03:00.
    expect(moments(berlin, '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
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

  it('come once a day where clocks change at midnight, and none is left out', () => {
    expect(moments(daily('0 0 * * *', 'America/Santiago'), '2027-09-04T04:00:00Z', 2)).toEqual([
      '2027-09-05T04:00:00.000Z',
      '2027-09-06T03:00:00.000Z',
    ]);
    expect(moments(daily('0 0 * * *', 'Africa/Cairo'), '2027-04-28T23:00:00Z', 2)).toEqual([
      '2027-04-29T22:00:00.000Z',
      '2027-04-30T21:00:00.000Z',
    ]);
  });

  it('follow the clock on the wall where they come every few hours', () => {
    expect(moments(daily('0 */2 * * *', 'Europe/Berlin'), '2027-03-27T22:00:00Z', 3)).toEqual([
      '2027-03-27T23:00:00.000Z',
      '2027-03-28T02:00:00.000Z',
      '2027-03-28T04:00:00.000Z',
    ]);
  });

  it('come in a zone whose clocks change by half an hour', () => {
    expect(moments(daily('15 2 * * *', 'Australia/Lord_Howe'), '2027-10-02T10:00:00Z', 2)).toEqual([
      '2027-10-02T15:30:00.000Z',
      '2027-10-03T15:15:00.000Z',
    ]);
  });

  it('are the same for every process when they come every so many seconds', () => {
    const { job } = daily('* * * * *');
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
    ['61 * * * *', 'is invalid'],
    ['0 0 31 2 *', 'is invalid: no date matches it'],
    ['5/10 * * * *', 'is invalid'],
    ['0 0 L * *', 'must have five fields'],
    ['0 0 * * 5L', 'must have five fields'],
    ['0 0 1W * *', 'must have five fields'],
    ['0 0 * * 5#2', 'must have five fields'],
    ['0 0 ? * *', 'must have five fields'],
  ])('refuse cron "%s"', (cron, why) => {
    expect(() => nextMoment(daily(cron), new Date())).toThrow(
      `Schedule "trial.daily": cron "${cron}" ${why}`,
    );
  });

  it('refuse a time zone that is none', () => {
    expect(() => nextMoment(daily('0 3 * * *', 'Mars/Olympus'), new Date())).toThrow(
      '"Mars/Olympus" is not a time zone',
    );
  });
});

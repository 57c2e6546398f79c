import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WallClock } from '../../../../test/support/schedule-oracle.js';
import {
  comes,
  difference,
  rules,
  scheduleOf,
  tellingRules,
} from '../../../../test/support/schedule-rules.js';
import { nextMoment } from './schedule-clock.js';

const seed = 20_270_904;
/** Changes at midnight, of half an hour, backwards in winter, of two hours, with the moon, and none. */
const zones = [
  'Africa/Cairo',
  'Africa/Casablanca',
  'America/Asuncion',
  'America/Havana',
  'America/New_York',
  'America/Nuuk',
  'America/Santiago',
  'America/St_Johns',
  'Antarctica/Troll',
  'Asia/Beirut',
  'Asia/Gaza',
  'Asia/Jerusalem',
  'Asia/Kathmandu',
  'Atlantic/Azores',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Europe/Dublin',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'UTC',
];
const minuteOf = (text: string) => Date.parse(text) / 60_000;
const [from, to] = [minuteOf('2027-01-01T00:00Z'), minuteOf('2028-01-01T00:00Z')];
/** Minutes before and after a change in which moments are compared: sixteen of a quarter of an hour cover it. */
const [before, after] = [150, 1_600];

const clocks = zones.map((zone) => {
  const clock = new WallClock(zone);
  return { clock, changes: clock.changes(from, to) };
});

describe('the moments of a schedule, minute by minute', () => {
  it.each(clocks)('are the expected ones at each change of clocks: $clock.zone', ({ clock, changes }) => {
    for (const change of changes)
      for (const rule of tellingRules(clock, change))
        expect(difference(rule, clock, change - before, change + after)).toBeNull();
  });

  it('are the expected ones for generated rules', { timeout: 120_000 }, () => {
    const places = clocks.flatMap(({ clock, changes }) =>
      [...changes, minuteOf('2027-06-30T12:00Z')].map((at) => ({ clock, at })),
    );
    fc.assert(
      fc.property(
        rules,
        fc.constantFrom(...places),
        fc.integer({ min: 1, max: 400 }),
        (rule, place, earlier) => {
          fc.pre(comes(rule));
          expect(difference(rule, place.clock, place.at - earlier, place.at + after)).toBeNull();
        },
      ),
      { seed, numRuns: 120 },
    );
  });

  it('are refused by the name of their schedule where the rule is no rule', () => {
    const beyond = ['60 * * * *', '* 24 * * *', '* * 0 * *', '* * 32 * *', '* * * 13 * ', '* * * * 8'];
    const part = fc.oneof(
      fc.constantFrom(
        '',
        '*',
        '**',
        '*/0',
        '5-2',
        '1-',
        '-3',
        '1,,2',
        '@daily',
        'L',
        '5L',
        '1W',
        '3#2',
        'H',
        '?',
        'x',
        '1.5',
      ),
      fc.string({ maxLength: 4 }),
      fc.integer({ min: 0, max: 99 }).map(String),
    );
    const lines = fc.oneof(
      fc.constantFrom(...beyond),
      fc.array(part, { minLength: 0, maxLength: 7 }).map((parts) => parts.join(' ')),
    );
    let refused = 0;
    fc.assert(
      fc.property(lines, (text) => {
        const refusal = refusalOf(text);
        refused += Number(refusal !== null);
        const isRule = /^[\d*/,a-z-]+( [\d*/,a-z-]+){4}$/i.test(text);
        return refusal === null ? isRule : refusal.startsWith('Schedule "trial.daily": cron "');
      }),
      { seed, numRuns: 600 },
    );
    expect(refused).toBeGreaterThan(300);
  });
});

/** What is said against a rule; null when it is taken. */
function refusalOf(text: string): string | null {
  try {
    nextMoment(scheduleOf(text, 'Europe/Berlin'), new Date(0));
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

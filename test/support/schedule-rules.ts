import { defineJob, defineSchedule, Text, type ScheduleDefinition } from '@keelson/kernel';
import * as fc from 'fast-check';
import { nextMoment } from '../../libs/jobs/src/jobs/schedule-clock.js';
import { expectedMinutes, type Field, type Rule, type WallClock } from './schedule-oracle.js';

class Nothing {
  @Text({ max: 1, optional: true })
  nothing?: string | null;
}

const job = defineJob('trial.nightly', Nothing);

export function scheduleOf(cron: string, timeZone?: string): ScheduleDefinition {
  return defineSchedule('trial.daily', {
    job,
    payload: {},
    cron,
    missed: 'once',
    ...(timeZone && { timeZone }),
  }) as unknown as ScheduleDefinition;
}

/** What the product says, as minutes since 1970. */
export function actualMinutes(text: string, zone: string, from: number, to: number, count: number): number[] {
  const schedule = scheduleOf(text, zone);
  const found: number[] = [];
  for (let at = from; found.length < count;) {
    at = nextMoment(schedule, new Date(at * 60_000)).getTime() / 60_000;
    if (at > to) break;
    found.push(at);
  }
  return found;
}

/** Where product and oracle differ around a change of clocks, told as a person would look for it; null when they agree. */
export function difference(rule: Rule, clock: WallClock, from: number, to: number): string | null {
  const text = rule.map((field) => field.text).join(' ');
  const count = 16;
  const [expected, actual] = [
    expectedMinutes(rule, clock, { from, to, count }),
    actualMinutes(text, clock.zone, from, to, count),
  ].map((minutes) => minutes.map((minute) => new Date(minute * 60_000).toISOString().slice(0, 16)).join(' '));
  return expected === actual
    ? null
    : `${text} in ${clock.zone} after ${new Date(from * 60_000).toISOString()}:\n expected ${expected}\n actual   ${actual}`;
}

const valuesOf = (from: number, to: number, step = 1): ReadonlySet<number> =>
  new Set(Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step));

/** `*`, `7`, `1,5,9`, `2-6`, `2-20/3` or `*` with a step. */
export function fieldBetween(low: number, high: number): fc.Arbitrary<Field> {
  const value = fc.integer({ min: low, max: high });
  const step = fc.integer({ min: 1, max: high - low });
  const range = fc.tuple(value, value).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  return fc.oneof(
    fc.constant({ text: '*', values: valuesOf(low, high) }),
    value.map((one) => ({ text: `${one}`, values: new Set([one]) })),
    fc
      .uniqueArray(value, { minLength: 2, maxLength: 4 })
      .map((some) => ({ text: some.join(','), values: new Set(some) })),
    range.map(([a, b]) => ({ text: `${a}-${b}`, values: valuesOf(a, b) })),
    fc
      .tuple(range, step)
      .map(([[a, b], every]) => ({ text: `${a}-${b}/${every}`, values: valuesOf(a, b, every) })),
    step.map((every) => ({ text: `*/${every}`, values: valuesOf(low, high, every) })),
  );
}

const any = (low: number, high: number): Field => ({ text: '*', values: valuesOf(low, high) });
const one = (value: number): Field => ({ text: `${value}`, values: new Set([value]) });
const daysOf = [any(1, 31), any(1, 12), any(0, 6)] as const;

/** Mostly by the time of day; a third has days, too. */
export const rules: fc.Arbitrary<Rule> = fc.tuple(
  fieldBetween(0, 59),
  fieldBetween(0, 23),
  fc.oneof({ weight: 4, arbitrary: fc.constant(daysOf[0]) }, { weight: 1, arbitrary: fieldBetween(1, 31) }),
  fc.oneof({ weight: 9, arbitrary: fc.constant(daysOf[1]) }, { weight: 1, arbitrary: fieldBetween(1, 12) }),
  fc.oneof({ weight: 4, arbitrary: fc.constant(daysOf[2]) }, { weight: 1, arbitrary: fieldBetween(0, 6) }),
);

/** Those that a change of clocks is most likely to break: at it, around it and across it. */
export function tellingRules(clock: WallClock, change: number): Rule[] {
  const [before, after] = [clock.at(change - 1) + 1, clock.at(change)];
  const daily = (wall: number): Rule => {
    const minute = ((wall % 1_440) + 1_440) % 1_440;
    return [one(minute % 60), one(Math.floor(minute / 60)), ...daysOf];
  };
  const every = (minutes: number, hours: number): Rule => [
    minutes === 0 ? one(0) : { text: `*/${minutes}`, values: valuesOf(0, 59, minutes) },
    hours === 1 ? any(0, 23) : { text: `*/${hours}`, values: valuesOf(0, 23, hours) },
    ...daysOf,
  ];
  return [
    daily(0),
    daily(before),
    daily(after),
    daily(Math.floor((before + after) / 2)),
    daily(Math.min(before, after) + 5),
    daily(Math.max(before, after) - 1),
    every(0, 1),
    every(0, 2),
    every(0, 3),
    every(15, 1),
    every(20, 2),
  ];
}

/** Whether there is such a day: a rule for 31 February is refused. */
export function comes(rule: Rule): boolean {
  try {
    nextMoment(scheduleOf(rule.map(({ text }) => text).join(' ')), new Date(0));
    return true;
  } catch {
    return false;
  }
}

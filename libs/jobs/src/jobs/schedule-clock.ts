import type { ScheduleDefinition } from '@keelson/kernel';
import { Cron } from 'croner';

/** Five fields of digits, names, lists, ranges and steps; none of the extensions that croner has beside them. */
const fields = /^[\d*/,\-a-zA-Z]+( [\d*/,\-a-zA-Z]+){4}$/;
const extensions = /\b(?:H|L|LW|W)\b|\d[LW]/i;

/**
 * The first moment of a schedule after `after`, in the local time of its zone.
 *
 * A rule with fixed times, that is one without `*` and `/` in its minutes and hours, runs once for each local time that it
 * names: one that exists twice, as clocks go back, at its first occurrence; one that does not exist, as they go forward,
 * at the first instant after the gap, as long as that is the same day. Several of them in one gap run once. Any other
 * rule, such as every quarter of an hour or every second hour, follows the clock on the wall: it runs whenever that shows
 * one of its times, so not in a gap, and again in an hour that comes twice. These are the rules of Vixie cron (cron(8)).
 *
 * If both day fields are restricted, a day that matches either counts (POSIX, crontab).
 * @throws Error naming the schedule, when its cron or its time zone is not valid or never comes
 */
export function nextMoment(
  { name, cron, timeZone = 'UTC', everySeconds }: ScheduleDefinition,
  after: Date,
): Date {
  if (everySeconds !== undefined) {
    const everyMs = everySeconds * 1_000;
    return new Date((Math.floor(after.getTime() / everyMs) + 1) * everyMs);
  }
  const text = cron ?? '';
  if (!fields.test(text) || extensions.test(text))
    throw new Error(`Schedule "${name}": cron "${text}" must have five fields, such as "0 3 * * *".`);
  if (!isTimeZone(timeZone))
    throw new Error(
      `Schedule "${name}": "${timeZone}" is not a time zone; use an IANA name such as "Europe/Berlin".`,
    );
  const next = ruleFrom(name, text, timeZone).nextRun(after);
  if (!next) throw new Error(`Schedule "${name}": cron "${text}" is invalid: no date matches it.`);
  return next;
}

function ruleFrom(name: string, text: string, timezone: string): Cron {
  try {
    return new Cron(text, { timezone, mode: '5-part', fixedTimeRule: 'no-wildcard' });
  } catch (error) {
    const reason = (error as Error).message.replace(/^CronPattern: /, '');
    throw new Error(`Schedule "${name}": cron "${text}" is invalid: ${reason}.`);
  }
}

/** What a schedule's moments follow from; another text means that they are to be counted anew. */
export function ruleOf({ cron, timeZone = 'UTC', everySeconds }: ScheduleDefinition): string {
  return everySeconds === undefined ? `${cron ?? ''} ${timeZone}` : `every ${everySeconds} s`;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

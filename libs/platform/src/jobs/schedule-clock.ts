import type { ScheduleDefinition } from '@keelson/kernel';
import { CronExpressionParser } from 'cron-parser';

/** Five fields of digits, names, lists, ranges and steps; none of the extensions that cron-parser has beside them. */
const fields = /^[\d*/,\-a-zA-Z?L#]+( [\d*/,\-a-zA-Z?L#]+){4}$/;
const extensions = /[?#]|\bH\b|\bL\b/;

/**
 * The first moment of a schedule after `after`. A local time that a change of clocks skips comes an hour later; one that
 * it repeats comes once.
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
    throw new Error(`Schedule "${name}": cron "${text}" must have five fields, like "0 3 * * *".`);
  if (!isTimeZone(timeZone))
    throw new Error(
      `Schedule "${name}": "${timeZone}" is no time zone; use an IANA name like "Europe/Berlin".`,
    );
  try {
    return CronExpressionParser.parse(text, { tz: timeZone, currentDate: after }).next().toDate();
  } catch (error) {
    throw new Error(`Schedule "${name}": cron "${text}" is not valid: ${(error as Error).message}.`);
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

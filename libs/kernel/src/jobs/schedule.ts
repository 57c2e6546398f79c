import type { JobDefinition } from './job.js';

export interface ScheduleOptions<P extends object> {
  readonly job: JobDefinition<P>;
  readonly payload: P;
  /**
   * Five fields of cron, `0 3 * * *`; instead of {@link everySeconds}. When clocks change, fixed times run once each: a skipped
   * one right after the gap, a repeated one the first time. Rules with `*` or `/` in minutes or hours follow the clock on the wall.
   */
  readonly cron?: string;
  /** IANA name of the zone that `cron` is read in; UTC unless said otherwise. */
  readonly timeZone?: string;
  /** From 1 second to 31 days, counted from the epoch, so that every process agrees; instead of {@link cron}. */
  readonly everySeconds?: number;
  /** After a time in which no process ran: nothing, or once for all that was missed. */
  readonly missed: 'skip' | 'once';
}

/** A job of the installation that comes round by the clock, once across all processes. */
export interface ScheduleDefinition<P extends object = object> extends ScheduleOptions<P> {
  /** `identity.purge-sessions`. */
  readonly name: string;
}

/**
 * Names a schedule; contribute it with `Feature.declare({ … }, schedules(nightly))`.
 * @throws Error when the name is wrong or it has not exactly one of `cron` and `everySeconds`
 */
export function defineSchedule<P extends object>(
  name: string,
  options: ScheduleOptions<P>,
): ScheduleDefinition<P> {
  if (!/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/.test(name))
    throw new Error(`Schedule "${name}" must look like "identity.purge-sessions".`);
  const { cron, everySeconds } = options;
  if ((cron === undefined) === (everySeconds === undefined))
    throw new Error(`Schedule "${name}" needs either cron or everySeconds.`);
  if (
    everySeconds !== undefined &&
    !(Number.isInteger(everySeconds) && everySeconds >= 1 && everySeconds <= 2_678_400)
  )
    throw new Error(`Schedule "${name}": everySeconds must be a whole number from 1 to 2678400.`);
  return { name, ...options };
}

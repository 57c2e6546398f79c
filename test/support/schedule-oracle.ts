/**
 * When schedules are to come, found minute by minute: an oracle for the specs of libs/jobs/src/jobs/schedule-clock.ts,
 * which shares nothing with it. Minutes are counted from 1970, those of a zone by what its clock on the wall shows.
 */

/** One field of cron, as text and as the values that it means. */
export interface Field {
  readonly text: string;
  readonly values: ReadonlySet<number>;
}

/** The fields in their order: minute, hour, day of the month, month, day of the week. */
export type Rule = readonly [Field, Field, Field, Field, Field];

const quarter = 15;
const day = 1_440;

/** What a clock on a wall in the zone shows. It changes at whole minutes, and twice in a quarter of an hour nowhere. */
export class WallClock {
  private readonly format: Intl.DateTimeFormat;
  private readonly offsets = new Map<number, number>();

  constructor(readonly zone: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  }

  at(minute: number): number {
    const start = minute - (minute % quarter);
    const offset = this.offsetAt(start);
    return minute + (offset === this.offsetAt(start + quarter) ? offset : this.offsetAt(minute));
  }

  /** The first minutes after which the clock was changed, from one minute to another. */
  changes(from: number, to: number): number[] {
    const found: number[] = [];
    for (let at = from; at < to; at += day) {
      if (this.offsetAt(at) === this.offsetAt(at + day)) continue;
      for (let minute = at + 1; minute <= at + day; minute += 1)
        if (this.at(minute) !== this.at(minute - 1) + 1) found.push(minute);
    }
    return found;
  }

  private offsetAt(minute: number): number {
    const known = this.offsets.get(minute);
    if (known !== undefined) return known;
    const parts = Object.fromEntries(
      this.format.formatToParts(minute * 60_000).map(({ type, value }) => [type, Number(value)]),
    ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute', number>;
    const shown = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute) / 60_000;
    this.offsets.set(minute, shown - minute);
    return shown - minute;
  }
}

/** The minutes in which a rule is to come, after `from` and until `to`; at most `count`. */
export function expectedMinutes(
  rule: Rule,
  clock: WallClock,
  { from, to, count }: { readonly from: number; readonly to: number; readonly count: number },
): number[] {
  const isFixed = !/[*/]/.test(rule[0].text + rule[1].text);
  const found: number[] = [];
  // The latest minute that the wall has shown: no change of clocks goes back by more than a day.
  let shown = -Infinity;
  for (let minute = from - day; minute <= from; minute += 1) shown = Math.max(shown, clock.at(minute));
  for (let minute = from + 1; minute <= to && found.length < count; minute += 1) {
    const wall = clock.at(minute);
    const skipped = () =>
      Array.from({ length: Math.max(0, wall - shown - 1) }, (_, at) => shown + 1 + at).some(
        (one) => Math.floor(one / day) === Math.floor(wall / day) && isNamed(rule, one),
      );
    const comes = isFixed ? (wall > shown && isNamed(rule, wall)) || skipped() : isNamed(rule, wall);
    if (comes) found.push(minute);
    shown = Math.max(shown, wall);
  }
  return found;
}

function isNamed([minutes, hours, days, months, weekdays]: Rule, wall: number): boolean {
  if (!minutes.values.has(((wall % 60) + 60) % 60)) return false;
  const shown = new Date(wall * 60_000);
  if (!hours.values.has(shown.getUTCHours()) || !months.values.has(shown.getUTCMonth() + 1)) return false;
  const [byDay, byWeekday] = [days.values.has(shown.getUTCDate()), weekdays.values.has(shown.getUTCDay())];
  return days.text !== '*' && weekdays.text !== '*' ? byDay || byWeekday : byDay && byWeekday;
}

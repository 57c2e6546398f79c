import { Flag, Identifier, Instant, ListOf, OneOf, Text } from '@keelson/kernel';
import { mostSchedules } from '../schedules.js';

/** A schedule of the installation. */
export class ScheduleReport {
  @Text({ max: 100, example: 'identity.purge-sessions' })
  name!: string;

  @Text({
    max: 100,
    optional: true,
    description: 'The job that it writes; null when another version of the program has it.',
  })
  job!: string | null;

  @Text({
    max: 200,
    optional: true,
    description: 'When it comes: cron with its time zone, or the seconds between.',
    example: '0 3 * * * UTC',
  })
  rule!: string | null;

  @OneOf(['skip', 'once'], {
    optional: true,
    description: 'What becomes of moments that nobody was there for: nothing, or once for all of them.',
  })
  missed!: string | null;

  @Flag({ description: 'Whether it is paused.' })
  paused!: boolean;

  @Instant({ description: 'Its next moment.' })
  nextAt!: Date;

  @Instant({ optional: true, description: 'When it last wrote its job.' })
  lastAt!: Date | null;
}

export class ScheduleList {
  @ListOf(() => ScheduleReport, { max: mostSchedules })
  data!: ScheduleReport[];
}

/** A job that a schedule wrote out of turn. */
export class ScheduledJob {
  @Identifier({ description: 'The job, of the installation itself.' })
  jobId!: string;
}

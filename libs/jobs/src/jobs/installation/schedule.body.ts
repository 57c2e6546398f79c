import { Flag, Identifier, Instant, ListOf, OneOf, Text } from '@keelson/kernel';
import { mostSchedules } from '../schedules.js';

/** A schedule of the installation. */
export class ScheduleReport {
  @Text({ max: 100, example: 'identity.purge-sessions' })
  name!: string;

  @Text({
    max: 100,
    optional: true,
    description:
      'The job that the schedule enqueues; null if only another version of the application defines the schedule.',
  })
  job!: string | null;

  @Text({
    max: 200,
    optional: true,
    description: 'When the schedule runs: a cron expression with a time zone, or an interval in seconds.',
    example: '0 3 * * * UTC',
  })
  rule!: string | null;

  @OneOf(['skip', 'once'], {
    optional: true,
    description:
      'What to do about missed runs. `skip`: skip them. `once`: run the job once, however many runs were missed.',
  })
  missed!: string | null;

  @Flag({ description: 'Whether the schedule is paused.' })
  paused!: boolean;

  @Instant({ description: 'When the schedule runs next.' })
  nextAt!: Date;

  @Instant({ optional: true, description: 'When the schedule last ran; null if it has never run.' })
  lastAt!: Date | null;
}

export class ScheduleList {
  @ListOf(() => ScheduleReport, { max: mostSchedules })
  data!: ScheduleReport[];
}

/** A job that a schedule wrote out of turn. */
export class ScheduledJob {
  @Identifier({
    description: 'Id of the enqueued job. The job belongs to the installation, not to an organization.',
  })
  jobId!: string;
}

import { Flag, Identifier, Instant, Integer, largestPage, ListOf, OneOf, Text } from '@keelson/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { jobStates } from '../job.entity.js';

/** Jobs of one queue and state that are counted. */
export const mostCounted = 1_000;

const count = (description: string) => Integer({ max: mostCounted, description });

/** Whether a queue's jobs are handed to workers. */
export class QueuePause {
  @Text({ max: 100, description: 'The job or the subscriber.', example: 'orders.export' })
  name!: string;

  @Flag({ description: 'Whether its jobs wait until somebody resumes it.' })
  paused!: boolean;
}

/** A queue, over all organizations. Numbers stop at 1,000. */
export class QueueReport extends QueuePause {
  @OneOf(['job', 'delivery'], { description: 'Jobs, or deliveries of events to a subscriber.' })
  kind!: string;

  @count('Next in turn.')
  waiting!: number;

  @count('To be run later, or tried again.')
  delayed!: number;

  @count('Behind an earlier one of their line.')
  held!: number;

  @count('With the workers.')
  active!: number;

  @count('Given up; of deliveries, parked.')
  dead!: number;

  @Instant({ optional: true, description: 'Since when the first has waited for its turn.' })
  waitingSince!: Date | null;
}

export class QueueList {
  @ListOf(() => QueueReport, { max: 1_000 })
  data!: QueueReport[];
}

/** A job as operators see it: nothing of what it holds, of who caused it, or of what an error said. */
export class InstallationJob {
  @Identifier()
  id!: string;

  @Identifier({ description: 'Whose it is; the nil UUID for the work of the installation itself.' })
  organizationId!: string;

  @Text({ max: 100, description: 'The job or the subscriber.', example: 'orders.export' })
  queue!: string;

  @OneOf(['job', 'delivery'])
  kind!: string;

  @OneOf(jobStates)
  state!: string;

  @Integer({ max: 9 })
  priority!: number;

  @Integer({ description: 'Attempts so far.' })
  attempt!: number;

  @Integer({ min: 1, description: 'Attempts before it is given up.' })
  maxAttempts!: number;

  @Flag({ description: 'Whether somebody has asked its worker to stop.' })
  cancelRequested!: boolean;

  @Text({ max: 100, optional: true, description: 'The code of what went wrong last.', example: 'job_failed' })
  problemCode!: string | null;

  @Text({ max: 64, description: 'The request (X-Request-Id) that caused it.', example: '0198f2a4' })
  requestId!: string;

  @Identifier({ optional: true, description: 'The event that is delivered.' })
  eventId!: string | null;

  @Instant()
  createdAt!: Date;

  @Instant({ optional: true, description: 'Not before this moment.' })
  runAt!: Date | null;

  @Instant({ optional: true, description: 'When the present or last attempt was handed to a worker.' })
  admittedAt!: Date | null;
}

/** Where the next page begins. */
export class QueuePlace {
  @Text({ max: 200, optional: true, description: 'Pass it back as cursor; null on the last page.' })
  next!: string | null;

  @Integer({ min: 1, max: largestPage, example: 50 })
  limit!: number;
}

export class QueueJobList {
  @ApiProperty({
    type: () => InstallationJob,
    isArray: true,
    maxItems: largestPage,
    description: 'The jobs.',
  })
  data!: InstallationJob[];

  @ApiProperty({ type: () => QueuePlace, description: 'Where to go on.' })
  page!: QueuePlace;
}
